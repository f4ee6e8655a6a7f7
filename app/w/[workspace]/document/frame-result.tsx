"use client";
// HTML and SVG that user code made: shown only inside a frame of an opaque origin (app/frame), which gets it by message.
// A new result is made ready behind the old one, so that there is never a blank flash.
import { useContext, useState } from "react";
import { ResultFrame } from "./result-frame.tsx";
import { StillContext } from "./still.ts";

type Props = { html: string; kind: "html" | "svg"; title: string };

export function FrameResult(props: Props) {
  const still = useContext(StillContext);
  return still ? <still.Frame {...props} /> : <LiveFrames {...props} />;
}

function LiveFrames({ html, kind, title }: Props) {
  const [frames, setFrames] = useState([{ key: 0, html }]);
  const latest = frames.at(-1) ?? { key: 0, html };
  if (latest.html !== html) setFrames([...frames.slice(0, 1), { key: latest.key + 1, html }]);
  const dropOlder = (key: number) =>
    setFrames((all) => (all[0]?.key === key ? all : all.filter((one) => one.key >= key)));
  return (
    <div className={kind === "svg" ? "result figure frames" : "result frames"}>
      {frames.map((frame, index) => (
        <ResultFrame
          key={frame.key}
          html={frame.html}
          kind={kind}
          title={title}
          isBehind={index > 0}
          onReady={() => dropOlder(frame.key)}
        />
      ))}
    </div>
  );
}
