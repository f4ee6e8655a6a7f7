"use client";
import { useEffect, useRef, useState } from "react";
import { z } from "zod";
import { useSettings } from "../shell/settings.tsx";
import { useMedia } from "../shell/words.ts";

/** What a frame may say: user code runs in it, so this is checked, and a height is all that it can change. */
const FromFrame = z.discriminatedUnion("pinlight", [
  z.object({ pinlight: z.literal("ready") }),
  z.object({ pinlight: z.literal("height"), height: z.number().min(0).max(20_000) }),
]);

type Props = { html: string; kind: "html" | "svg"; title: string; isBehind: boolean; onReady: () => void };

export function ResultFrame({ html, kind, title, isBehind, onReady }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState<number | null>(null);
  const isDark = useIsDark();
  // A figure was drawn for white paper and keeps its plate at night.
  const scheme = isDark && kind === "html" ? "dark" : "light";
  const tellReady = useRef(onReady);
  useEffect(() => {
    tellReady.current = onReady;
  });
  useEffect(() => {
    const post = (message: object) => frame.current?.contentWindow?.postMessage(message, "*");
    const theme = { scheme, colors: themeColors() };
    const onMessage = ({ source, data }: MessageEvent) => {
      if (source === null || source !== frame.current?.contentWindow) return;
      const message = FromFrame.safeParse(data);
      if (!message.success) return;
      if (message.data.pinlight === "ready") return post({ pinlight: "show", theme, html, kind });
      setHeight(message.data.height);
      tellReady.current();
    };
    window.addEventListener("message", onMessage);
    // The frame may have been ready before anybody listened; one that is not yet does not hear this.
    post({ pinlight: "show", theme, html, kind });
    return () => window.removeEventListener("message", onMessage);
  }, [html, kind, scheme]);
  return (
    <iframe
      ref={frame}
      src="/frame"
      sandbox="allow-scripts"
      title={title}
      className={isBehind ? "result-frame result-frame-behind" : "result-frame"}
      style={{ height: height ?? undefined, colorScheme: scheme }}
    />
  );
}

const colors = ["paper", "sunk", "line", "edge", "ink", "ink-2", "ink-3", "pin", "fail", "ok"];

function themeColors(): Record<string, string> {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(colors.map((name) => [`--color-${name}`, style.getPropertyValue(`--color-${name}`)]));
}

function useIsDark(): boolean {
  const { theme } = useSettings();
  const systemIsDark = useMedia("(prefers-color-scheme: dark)");
  return theme === "system" ? systemIsDark : theme === "dark";
}
