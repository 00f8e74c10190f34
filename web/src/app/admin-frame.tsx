import { Outlet, useLocation } from "@tanstack/react-router";
import { LockKeyhole } from "lucide-react";
import { EmptyState } from "@/components/empty-state.tsx";
import { Redirect } from "@/components/redirect.tsx";
import { useSession } from "@/lib/session.ts";
import { FEATURES } from "./features.ts";
import { Frame } from "./frame.tsx";
import { navigation } from "./navigation.ts";
import { WorkspaceSwitcher } from "./workspace-switcher.tsx";

/** Around the operators' pages. The database refuses whoever is none; the frame only says it kindly. */
export function AdminFrame() {
  const { data: session } = useSession();
  const pathname = useLocation({ select: (location) => location.pathname });
  const operator = session?.user.is_operator === true;
  const groups = operator ? navigation(FEATURES, "admin", null) : [];
  const [first] = groups.flatMap((group) => group.entries);
  if (first && /^\/admin\/?$/.test(pathname)) return <Redirect to={`/admin/${first.path}`} />;
  return (
    <Frame
      base="/admin"
      groups={groups}
      place="Operations"
      switcher={<WorkspaceSwitcher slug={null} name="Operations" />}
    >
      {operator ? (
        <Outlet />
      ) : (
        <>
          <h1 className="sr-only">For operators</h1>
          <EmptyState icon={LockKeyhole} title="This is for operators">
            An operator is listed in SUPER_ADMIN_IDS, where Genesis is installed.
          </EmptyState>
        </>
      )}
    </Frame>
  );
}
