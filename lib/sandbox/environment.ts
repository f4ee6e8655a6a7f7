// The whole environment of an executor. Nothing of the host's own is handed on: it holds the service's secrets.

export type ExecutorPlaces = {
  /** Marks every process of one sandbox: `<owner>/<id>`. */
  mark: string;
  executorDir: string;
  home: string;
  tmp: string;
  path: string;
  /** Where `pip install --user` put packages, when that exists. */
  userBase: string | null;
};

export const markVariable = "PINLIGHT_SANDBOX_MARK";

/** Exactly these variables. Next.js declares NODE_ENV part of every environment; a sandbox is no part of it. */
export function bareEnvironment(variables: Record<string, string | undefined>): NodeJS.ProcessEnv {
  return variables as NodeJS.ProcessEnv;
}

/** The same values on every driver, so that a document shows the same on every driver. */
export function executorEnvironment(places: ExecutorPlaces): Record<string, string> {
  return {
    [markVariable]: places.mark,
    PATH: places.path,
    HOME: places.home,
    TMPDIR: places.tmp,
    USER: "pinlight",
    LOGNAME: "pinlight",
    LANG: "C.UTF-8",
    TZ: "UTC",
    PYTHONPATH: places.executorDir,
    PYTHONHASHSEED: "0",
    PYTHONDONTWRITEBYTECODE: "1",
    ...(places.userBase ? { PYTHONUSERBASE: places.userBase } : {}),
    MPLBACKEND: "Agg",
    MPLCONFIGDIR: `${places.tmp}/matplotlib`,
    // A fork is safe only from a process with one thread, and the executor forks a kernel per document.
    OPENBLAS_NUM_THREADS: "1",
    OMP_NUM_THREADS: "1",
    MKL_NUM_THREADS: "1",
    NUMEXPR_NUM_THREADS: "1",
  };
}
