/** The logo: a pin that reads as a P, with a lamp in its head that is lit while something runs. */
export function Mark() {
  return (
    <svg className="mark" viewBox="6 1 16 22.5" aria-hidden="true">
      <path
        className="mark-ink"
        fillRule="evenodd"
        d="M14 1.5a7.5 7.5 0 1 1-4.5 13.5v3.2L8 23l-1.5-4.8V9A7.5 7.5 0 0 1 14 1.5Zm0 3a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9Z"
      />
      <circle className="mark-lamp" cx="14" cy="9" r="2.75" />
    </svg>
  );
}
