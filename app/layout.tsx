import type { Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/paper.css";
import "./styles/command.css";
import "./styles/states.css";
import "./styles/home.css";
import "./styles/activity.css";
import "./styles/app.css";

export const viewport: Viewport = { width: "device-width", initialScale: 1 };

/** The viewer's theme stands before the first paint; without a choice the page follows the system. */
const applyTheme = `try{const t=localStorage.getItem("pinlight:theme");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch{}`;

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of this file, under the page's nonce. */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: applyTheme }} />
      </head>
      <body>{children}</body>
    </html>
  );
}
