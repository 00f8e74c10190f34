import { Link, Outlet } from "@tanstack/react-router";
import { Mark } from "@/components/mark.tsx";
import { AccountMenu } from "./account-menu.tsx";

/** Around the pages that belong to no workspace. */
export const PersonFrame = () => (
  <>
    <header>
      <div className="mx-auto flex h-13 max-w-220 items-center justify-between px-4 sm:px-6">
        <Link to="/workspaces" className="flex items-center gap-2.5 rounded-md">
          <Mark size={24} />
          <span className="font-semibold tracking-tight">Genesis</span>
        </Link>
        <AccountMenu compact />
      </div>
    </header>
    <main id="main" tabIndex={-1} className="mx-auto max-w-220 px-4 py-8 outline-none sm:px-6">
      <Outlet />
    </main>
  </>
);
