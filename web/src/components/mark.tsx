/** The sign of Genesis. */
export const Mark = ({ size = 28 }: { size?: number }) => (
  <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="shrink-0">
    <rect width="32" height="32" rx="8" className="fill-accent-solid" />
    <path
      d="M21.6 11.4A7.2 7.2 0 1 0 23.2 16H17"
      fill="none"
      strokeWidth="2.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="stroke-on-solid"
    />
  </svg>
);
