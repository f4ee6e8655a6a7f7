import { NoticePage } from "./notice-page.tsx";

export default function NotFound() {
  return (
    <NoticePage title="Not found, or no access">
      <p>
        There is no workspace at this address, or this browser has not opened its share link yet. Ask the person who
        shared it for a link.
      </p>
      <div className="notice-actions">
        <a className="button button-main" href="/">
          My workspaces
        </a>
      </div>
    </NoticePage>
  );
}
