"use client";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { applySettings, readSettings, standardSettings, type ViewerSettings } from "../live/viewer-settings.ts";

type Settings = ViewerSettings & { change(part: Partial<ViewerSettings>): void };

const SettingsContext = createContext<Settings>({ ...standardSettings, change: () => undefined });

export const useSettings = () => useContext(SettingsContext);

export function SettingsProvider({ children }: { children: ReactNode }) {
  const [settings, setSettings] = useState(standardSettings);
  // Only the browser knows them: the first paint has the standard ones.
  useEffect(() => setSettings(readSettings()), []);
  const value = useMemo(() => {
    const change = (part: Partial<ViewerSettings>) =>
      setSettings((before) => {
        const next = { ...before, ...part };
        applySettings(next);
        return next;
      });
    return { ...settings, change };
  }, [settings]);
  return <SettingsContext value={value}>{children}</SettingsContext>;
}
