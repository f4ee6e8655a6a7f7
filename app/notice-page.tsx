import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";

/** A whole page that says one thing: what is, and what to do next. */
export function NoticePage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <title>{`${title} · Pinlight`}</title>
      <link rel="icon" type="image/svg+xml" href="/icon.svg" />
      <header className="bar">
        <a className="brand brand-shown" href="/">
          <Mark />
          <span>Pinlight</span>
        </a>
      </header>
      <main className="notice notice-page">
        <h1>{title}</h1>
        {children}
      </main>
    </>
  );
}
