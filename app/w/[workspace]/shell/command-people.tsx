"use client";
import { Command } from "cmdk";
import { nameOf } from "../live/address.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { peopleHere } from "./people.ts";
import { Who } from "./who.tsx";

/** Enter goes where they are. It never moves them, nor you again. */
export function PeopleOptions({ onDone }: { onDone: () => void }) {
  const page = usePage();
  const here = usePageState((state) => state.here);
  const self = usePageState((state) => state.viewer.id);
  return (
    <Command.Group heading="Here now">
      {peopleHere(here, self).map(({ viewer, path }) => (
        <Command.Item
          key={viewer.id}
          value={viewer.id}
          keywords={[viewer.name]}
          onSelect={() => {
            onDone();
            if (path !== null) page.do({ type: "opened", path });
          }}
        >
          <Who viewer={viewer} />
          <span className="command-name">
            <b>{viewer.id === self ? `${viewer.name} (you)` : viewer.name}</b>
          </span>
          {path !== null && <span className="command-note">{nameOf(path)}</span>}
        </Command.Item>
      ))}
    </Command.Group>
  );
}
