import { Link } from "@tanstack/react-router";
import { Check, ChevronsUpDown, Gauge, Plus, Snowflake } from "lucide-react";
import { Menu, MenuItem, MenuLabel, MenuLine } from "@/components/menu.tsx";
import { useSession } from "@/lib/session.ts";
import { FEATURES } from "./features.ts";
import { navigation } from "./navigation.ts";

interface Props {
  /** Null in the operators' area. */
  slug: string | null;
  name: string;
}

/** Where one is, and the way to the other workspaces. */
export function WorkspaceSwitcher({ slug, name }: Props) {
  const { data: session } = useSession();
  return (
    <Menu
      className="w-64"
      trigger={
        <button
          type="button"
          className="flex w-full min-w-0 items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-hover data-[state=open]:bg-hover"
        >
          <Tile name={name} operators={slug === null} />
          <span className="sr-only">{slug === null ? "Area:" : "Workspace:"}</span>
          <span className="min-w-0 flex-1 truncate font-semibold">{name}</span>
          <ChevronsUpDown aria-hidden size={14} className="shrink-0 text-faint" />
        </button>
      }
    >
      <MenuLabel>Workspaces</MenuLabel>
      {session?.workspaces.map((workspace) => (
        <MenuItem key={workspace.workspace_id} asChild>
          <Link to={`/w/${workspace.slug}`}>
            <Tile name={workspace.name} />
            <span className="min-w-0 flex-1 truncate">{workspace.name}</span>
            {workspace.status === "frozen" && (
              <span className="flex items-center gap-1 text-muted text-xs">
                <Snowflake aria-hidden size={12} /> frozen
              </span>
            )}
            {workspace.slug === slug && <Check aria-label="you are here" size={15} className="text-accent" />}
          </Link>
        </MenuItem>
      ))}
      <MenuLine />
      {session?.user.is_operator && slug !== null && navigation(FEATURES, "admin", null).length > 0 && (
        <MenuItem asChild>
          <Link to="/admin">
            <Gauge aria-hidden size={15} /> Operations
          </Link>
        </MenuItem>
      )}
      <MenuItem asChild>
        <Link to="/workspaces">
          <Plus aria-hidden size={15} /> All workspaces and new
        </Link>
      </MenuItem>
    </Menu>
  );
}

const Tile = ({ name, operators }: { name: string; operators?: boolean }) => (
  <span
    aria-hidden
    className="flex size-6 shrink-0 items-center justify-center rounded-md bg-accent-solid font-semibold text-on-solid text-xs uppercase"
  >
    {operators ? <Gauge size={14} /> : name.trim().slice(0, 1)}
  </span>
);
