"use client";
import type { Presence } from "#lib/protocol/live.ts";
import { nameOf } from "../live/address.ts";
import { usePage, usePageState } from "../live/use-page.ts";
import { Menu } from "./menu.tsx";
import { peopleHere } from "./people.ts";
import { currentPath } from "./slices.ts";
import { Who } from "./who.tsx";
import { count } from "./words.ts";

const SHOWN = 3;

export function PeopleMenu() {
  const viewer = usePageState((state) => state.viewer);
  const here = usePageState((state) => state.here);
  const others = usePageState((state) => state.others);
  const people = peopleHere(here.length > 0 ? here : [{ viewer, path: null }], viewer.id);
  const all = people.length + others;
  const shown = all > SHOWN ? people.slice(0, SHOWN - 1) : people;
  const trigger = (
    <button
      type="button"
      className="people-button people-menu"
      aria-label={`Who is here: ${count(all, "person", "people")}`}
    >
      <span className="people">
        {shown.map((person) => (
          <Who key={person.viewer.id} viewer={person.viewer} />
        ))}
        {all > shown.length && <span className="people-more">+{all - shown.length}</span>}
      </span>
    </button>
  );
  return (
    <Menu trigger={trigger} label="Who is here" width="19rem">
      {(close) => (
        <>
          <p className="menu-title">Here now</p>
          <ul>
            {people.map((person) => (
              <Person key={person.viewer.id} person={person} isSelf={person.viewer.id === viewer.id} onGo={close} />
            ))}
            {others > 0 && (
              <li>
                <span className="menu-row muted">and {others.toLocaleString("en")} more</span>
              </li>
            )}
          </ul>
        </>
      )}
    </Menu>
  );
}

function Person({ person, isSelf, onGo }: { person: Presence; isSelf: boolean; onGo: () => void }) {
  const page = usePage();
  const current = usePageState(currentPath);
  const { path, viewer } = person;
  const where = isSelf || path === current ? "here" : path === null ? "" : nameOf(path);
  const content = (
    <>
      <Who viewer={viewer} />
      <span className="truncate">{isSelf ? `${viewer.name} (you)` : viewer.name}</span>
      <span className="muted truncate menu-row-end">{where}</span>
    </>
  );
  if (isSelf || path === null || path === current) {
    return (
      <li>
        <span className="menu-row">{content}</span>
      </li>
    );
  }
  const go = () => {
    onGo();
    page.do({ type: "opened", path });
  };
  return (
    <li>
      <button type="button" className="menu-row" onClick={go}>
        {content}
      </button>
    </li>
  );
}
