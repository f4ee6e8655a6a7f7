"use client";
import type { Toast } from "../live/page-state.ts";
import { usePage, usePageState } from "../live/use-page.ts";

/** Offered only to who is in the middle of something. It goes by itself; what it tells stays in the tree. */
export function ToastLine({ onShowWhich }: { onShowWhich: () => void }) {
  const page = usePage();
  const toast = usePageState((state) => state.toast);
  return (
    <div className={toast ? "toast" : "sr-only"} role="status">
      {toast && (
        <>
          <p>
            <i className={toast.kind === "failure" ? "glyph glyph-failed" : "glyph glyph-lamp"} />
            <span>
              <Words toast={toast} />
            </span>
          </p>
          <div className="toast-actions">
            {toast.kind === "changed" && <Choices />}
            {toast.kind === "several" && (
              <button type="button" className="button" onClick={onShowWhich}>
                Show which
              </button>
            )}
            <button
              type="button"
              className="icon-button only-wide"
              aria-label="Dismiss"
              onClick={() => page.toasts.dismiss()}
            >
              <i className="icon icon-close" />
            </button>
          </div>
        </>
      )}
    </div>
  );
}

function Words({ toast }: { toast: Toast }) {
  if (toast.kind === "failure") return toast.text;
  if (toast.kind === "changed") {
    return (
      <>
        <strong>{toast.path}</strong> changed
      </>
    );
  }
  return (
    <>
      <strong>{toast.count} files</strong> changed at once by {toast.by}
    </>
  );
}

function Choices() {
  const page = usePage();
  return (
    <>
      <button type="button" className="button" onClick={() => page.do({ type: "jump" })}>
        Jump <kbd>J</kbd>
      </button>
      <button type="button" className="button" onClick={() => page.do({ type: "stay-and-pin" })}>
        Stay and pin <kbd>P</kbd>
      </button>
    </>
  );
}
