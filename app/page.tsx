import { headers } from "next/headers";
import { getContext } from "#lib/context.ts";
import { identifyViewer } from "#lib/services/identity/identify-viewer.ts";
import { listWorkspaces } from "#lib/services/workspace/list-workspaces.ts";
import { Mark } from "./mark.tsx";

export const dynamic = "force-dynamic";

export default async function HomePage() {
  const context = await getContext();
  const { viewer } = await identifyViewer(context, (await headers()).get("cookie"));
  const workspaces = await listWorkspaces(context, { viewerId: viewer.id });
  return (
    <>
      <title>Workspaces · Pinlight</title>
      <link rel="icon" type="image/svg+xml" href="/icon.svg" />
      <header className="bar">
        <a className="brand brand-shown" href="/">
          <Mark />
          <span>Pinlight</span>
        </a>
      </header>
      <main className="home">
        <div className="home-head">
          <h1>Workspaces</h1>
        </div>
        {workspaces.length > 0 ? <Workspaces workspaces={workspaces} /> : <NoWorkspaces />}
      </main>
    </>
  );
}

function Workspaces({ workspaces }: { workspaces: Awaited<ReturnType<typeof listWorkspaces>> }) {
  return (
    <ul className="workspaces">
      {workspaces.map(({ slug, name, role }) => (
        <li key={slug} className="workspace">
          <div>
            <h2 className="truncate">
              <a href={`/w/${slug}`}>{name}</a>
            </h2>
            {name !== slug && <small className="truncate">{slug}</small>}
          </div>
          <span className="workspace-role">{role[0]?.toUpperCase() + role.slice(1)}</span>
        </li>
      ))}
    </ul>
  );
}

function NoWorkspaces() {
  return (
    <div className="notice">
      <h2>Nothing here yet</h2>
      <p>
        Open a share link, and its workspace is listed here. Who started this service finds the links where it was
        started, and can print them again there:
      </p>
      <div className="copy-line">
        <code>npm start</code>
      </div>
    </div>
  );
}
