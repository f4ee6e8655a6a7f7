"use client";
// The list of what happened: as the server painted it, then the newest again whenever something moves, older on request.
import { useCallback, useEffect, useRef, useState } from "react";
import { Activity, type ActivityRevision } from "#lib/protocol/activity.ts";
import type { WorkspaceSlug } from "#lib/protocol/ids.ts";
import { LiveSocket } from "../../w/[workspace]/live/live-socket.ts";
import { fetchJson } from "./fetch-json.ts";

const SOON_MS = 300;
const RETRY_JOIN_MS = 5_000;

export type ActivityList = {
  revisions: ActivityRevision[];
  more: boolean;
  /** Whether news come by themselves; null: not known yet. */
  isLive: boolean | null;
  isLoading: boolean;
  failure: string | null;
  loadOlder(): void;
};
type About = { slug: string; file: string | null; words: string };

export function useActivity({ slug, file, words, first }: About & { first: Activity }): ActivityList {
  const [list, setList] = useState(first);
  const [isLoading, setLoading] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const asked = useRef(0);
  const load = useCallback(
    async (before?: number) => {
      asked.current += 1;
      const turn = asked.current;
      setLoading(true);
      const answer = await fetchJson(addressOf({ slug, file, words }, before), (value) => Activity.parse(value));
      if (turn !== asked.current) return;
      setLoading(false);
      setFailure(answer.ok ? null : answer.message);
      if (answer.ok) setList((known) => (before ? joined(known, answer.value) : renewed(known, answer.value)));
    },
    [slug, file, words],
  );
  // Another filter is another list.
  const filter = `${file ?? ""}\n${words}`;
  const shown = useRef(filter);
  useEffect(() => {
    if (shown.current === filter) return;
    const timer = setTimeout(() => {
      shown.current = filter;
      setList({ revisions: [], more: false });
      void load();
    }, SOON_MS);
    return () => clearTimeout(timer);
  }, [filter, load]);
  const isLive = useNews(slug, load);
  const oldest = list.revisions.at(-1)?.number;
  return { ...list, isLive, isLoading, failure, loadOlder: () => void load(oldest) };
}

function addressOf({ slug, file, words }: About, before?: number): string {
  const query = new URLSearchParams({ w: slug });
  if (file) query.set("file", file);
  if (words) query.set("words", words);
  if (before) query.set("before", String(before));
  return `/api/activity?${query}`;
}

/** Older ones behind those that are known. */
function joined(known: Activity, older: Activity): Activity {
  const numbers = new Set(known.revisions.map(({ number }) => number));
  return {
    more: older.more,
    revisions: [...known.revisions, ...older.revisions.filter(({ number }) => !numbers.has(number))],
  };
}

/** The newest again; what is older than they are stays. */
function renewed(known: Activity, newest: Activity): Activity {
  const oldest = newest.revisions.at(-1)?.number ?? Number.POSITIVE_INFINITY;
  const older = known.revisions.filter(({ number }) => number < oldest);
  const hasGap = newest.more && !known.revisions.some(({ number }) => number >= oldest);
  if (hasGap || older.length === 0) return newest;
  return { more: known.more, revisions: [...newest.revisions, ...older] };
}

/** Calls `onNews` soon after anything in the workspace moved. Whether there is a connection that would tell. */
function useNews(slug: string, onNews: () => Promise<void>): boolean | null {
  const [isLive, setLive] = useState<boolean | null>(null);
  const newest = useRef(onNews);
  useEffect(() => {
    newest.current = onNews;
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = null;
        void newest.current();
      }, SOON_MS);
    };
    const join = async () => {
      const answer = await socket.request("join", { workspace: slug as WorkspaceSlug, follows: false });
      setLive(answer.ok);
      if (answer.ok) soon();
      else retry = setTimeout(() => socket.isConnected && void join(), RETRY_JOIN_MS);
    };
    const socket: LiveSocket = new LiveSocket({
      connected: () => void join(),
      disconnected: () => setLive(false),
      refused: () => setLive(false),
      message: ({ event }) => (event === "tree-changed" || event === "file-changed") && soon(),
    });
    socket.open();
    return () => {
      if (timer) clearTimeout(timer);
      clearTimeout(retry);
      socket.close();
    };
  }, [slug]);
  return isLive;
}
