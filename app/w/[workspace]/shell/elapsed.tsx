"use client";
import { useEffect, useState } from "react";

const TICK_MS = 100;

/** Seconds since this appeared, counting up in place. */
export function Elapsed() {
  const [tenths, setTenths] = useState(0);
  useEffect(() => {
    const start = performance.now();
    const timer = setInterval(() => setTenths(Math.floor((performance.now() - start) / TICK_MS)), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <span>{(tenths / 10).toFixed(1)} s</span>;
}
