import { useEffect, useState } from "react";

const QUIET_MS = 300;

/** The value once it has rested: nobody wants a question for each letter of a name. Compared by what it holds. */
export function useSettled<T>(value: T): T {
  const now = JSON.stringify(value);
  const [settled, setSettled] = useState(now);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(now), QUIET_MS);
    return () => clearTimeout(timer);
  }, [now]);
  return JSON.parse(settled) as T;
}
