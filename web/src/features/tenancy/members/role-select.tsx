import { Select } from "@/components/input.tsx";
import { toast } from "@/components/toast.tsx";
import { explain } from "@/lib/api/explain.ts";
import { isRole, ROLES } from "@/lib/roles.ts";
import { useWorkspace } from "@/lib/workspace.tsx";
import { type Member, useMemberChanges } from "./queries.ts";

/** A member's role, changed as soon as another is chosen; the old one comes back when it is refused. */
export function RoleSelect({ member }: { member: Member }) {
  const workspace = useWorkspace();
  const { setRole } = useMemberChanges(workspace.id);
  const shown = member.name ?? member.email ?? member.user_id;
  const options = ROLES.map((role) => ({
    value: role,
    label: role,
    disabled: role === "owner" && !workspace.may("owner"),
  }));
  return (
    <Select
      className="w-29"
      aria-label={`Role of ${shown}`}
      options={options}
      value={setRole.isPending ? setRole.variables.role : member.role}
      disabled={setRole.isPending}
      onChange={({ target }) => {
        if (!isRole(target.value)) return;
        const role = target.value;
        setRole.mutate(
          { userId: member.user_id, role },
          {
            onSuccess: () => toast(`${shown} is ${role} now`),
            onError: (error) => {
              const { happened, todo } = explain(error);
              toast(happened, { about: todo, tone: "bad" });
            },
          },
        );
      }}
    />
  );
}
