import type { ReactNode } from "react";
import { Mark } from "./mark.tsx";

/** A page without the frame: sign-in, an invitation, unsubscribing, what is not found. */
export const FullPage = ({ children, wide }: { children: ReactNode; wide?: boolean }) => (
  <main id="main" className="flex min-h-dvh flex-col items-center bg-canvas px-4 py-10 sm:py-20">
    <div className={wide ? "w-full max-w-160" : "w-full max-w-100"}>
      <div className="mb-6 flex items-center gap-2.5">
        <Mark />
        <span className="font-semibold text-lg tracking-tight">Genesis</span>
      </div>
      {children}
    </div>
  </main>
);
