import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Field } from "@/components/field.tsx";
import { FormDialog } from "@/components/form-dialog.tsx";
import { Input } from "@/components/input.tsx";
import { ApiError } from "@/lib/api/error.ts";
import { useForm } from "@/lib/form.ts";
import { slugOf } from "@/lib/format/index.ts";
import { useServices } from "@/lib/services.tsx";
import { SESSION_KEY } from "@/lib/session.ts";
import { rows } from "@/lib/supabase.ts";
import { newWorkspaceSchema } from "../schemas.ts";

export const CreateWorkspace = ({ open, onClose }: { open: boolean; onClose: () => void }) =>
  open ? <Create onClose={onClose} /> : null;

function Create({ onClose }: { onClose: () => void }) {
  const { supabase } = useServices();
  const queries = useQueryClient();
  const navigate = useNavigate();
  // The slug follows the name until it is written by hand.
  const [ownSlug, setOwnSlug] = useState(false);
  // Of a name whose letters no slug has, such as 北京, nothing is left.
  const [nameless] = useState(() => `workspace-${crypto.randomUUID().slice(0, 4)}`);
  const suggest = (name: string): string => slugOf(name) || (name.trim() && nameless);
  const form = useForm({
    schema: newWorkspaceSchema,
    initial: { name: "", slug: "" },
    onSubmit: async ({ name, slug }) => {
      try {
        await rows(supabase.rpc("create_workspace", { p_name: name, p_slug: slug }));
      } catch (error) {
        throw atField(error);
      }
      await queries.invalidateQueries({ queryKey: SESSION_KEY });
      onClose();
      await navigate({ to: `/w/${slug}/onboarding` });
    },
  });
  return (
    <FormDialog
      form={form}
      onClose={onClose}
      title="New workspace"
      description="You become its owner. Nothing runs before you launch it."
      action="Create workspace"
    >
      <Field label="Name" hint="As your customer or team is called." error={form.errors.name}>
        {(control) => (
          <Input
            {...control}
            {...form.text("name")}
            onChange={({ target }) => {
              form.set("name", target.value);
              if (!ownSlug) form.set("slug", suggest(target.value));
            }}
            autoFocus
          />
        )}
      </Field>
      <Field
        label="Slug"
        hint="Its place in addresses: lower-case letters a to z, digits and hyphens. It stays when the name changes."
        error={form.errors.slug}
      >
        {(control) => (
          <Input
            {...control}
            {...form.text("slug")}
            onChange={({ target }) => {
              setOwnSlug(target.value !== "");
              form.set("slug", target.value);
            }}
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
    </FormDialog>
  );
}

/** What SQL says of the slug belongs at the slug. */
function atField(error: unknown): unknown {
  if (!(error instanceof ApiError) || error.code !== "slug_taken") return error;
  const fields = [{ path: "slug", message: "is taken; choose another" }];
  return new ApiError({ status: error.status, code: error.code, message: error.message, fields });
}
