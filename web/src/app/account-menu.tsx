import { Link } from "@tanstack/react-router";
import { ChevronsUpDown, Gauge, LayoutGrid, LogOut } from "lucide-react";
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from "@/components/menu.tsx";
import { useServices } from "@/lib/services.tsx";
import { useSession } from "@/lib/session.ts";
import { setTheme, THEMES, useTheme } from "@/lib/theme/index.ts";
import { FEATURES } from "./features.ts";
import { navigation } from "./navigation.ts";

/** Who is signed in, the theme, and the way out. */
export function AccountMenu({ compact }: { compact?: boolean }) {
  const { auth } = useServices();
  const { data: session } = useSession();
  const theme = useTheme();
  const user = session?.user;
  const shown = user?.name ?? user?.email ?? user?.user_id ?? "";
  const [adminEntry] = navigation(FEATURES, "admin", null).flatMap((group) => group.entries);
  return (
    <Menu
      align={compact ? "end" : "start"}
      className="w-58"
      trigger={
        <button
          type="button"
          className="-outline-offset-2 flex min-w-0 items-center gap-2 rounded-md p-1.5 text-left hover:bg-hover data-[state=open]:bg-hover"
        >
          <span
            aria-hidden
            className="flex size-6 shrink-0 items-center justify-center rounded-full bg-selected font-semibold text-xs uppercase"
          >
            {shown.slice(0, 1)}
          </span>
          <span className="sr-only">Account:</span>
          {compact ? (
            <span className="sr-only">{shown}</span>
          ) : (
            <>
              <span className="min-w-0 flex-1 truncate text-sm">{shown}</span>
              <ChevronsUpDown aria-hidden size={14} className="shrink-0 text-faint" />
            </>
          )}
        </button>
      }
    >
      <div className="px-2 py-1.5">
        <p className="truncate font-medium">{shown}</p>
        {user?.email && user.email !== shown && <p className="truncate text-muted text-sm">{user.email}</p>}
      </div>
      <MenuLine />
      <MenuItem asChild>
        <Link to="/workspaces">
          <LayoutGrid aria-hidden size={15} /> Workspaces
        </Link>
      </MenuItem>
      {user?.is_operator && adminEntry && (
        <MenuItem asChild>
          <Link to={`/admin/${adminEntry.path}`}>
            <Gauge aria-hidden size={15} /> Operations
          </Link>
        </MenuItem>
      )}
      <MenuLine />
      <MenuLabel>Theme</MenuLabel>
      <MenuChoice label="Theme" options={THEMES} value={theme} onChange={setTheme} />
      <MenuLine />
      <MenuItem onSelect={() => void auth.signOut()}>
        <LogOut aria-hidden size={15} /> Sign out
      </MenuItem>
    </Menu>
  );
}
