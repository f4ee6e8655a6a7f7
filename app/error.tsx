"use client";
import { NoticePage } from "./notice-page.tsx";

export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return (
    <NoticePage title="This page could not be made">
      <p>The service failed. The cause is in its log. Nothing was lost; trying again is safe.</p>
      <div className="notice-actions">
        <button type="button" className="button button-main" onClick={reset}>
          Try again
        </button>
        <a className="button" href="/">
          My workspaces
        </a>
      </div>
    </NoticePage>
  );
}
