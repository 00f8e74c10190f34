import { ApiError, type Core } from "./core.ts";
import { page, type Route } from "./public-api.ts";
import { activate, deactivate } from "./publish.ts";
import { workflowProblem } from "./schemas.ts";
import { newId, type SimWorkflow } from "./state.ts";

export function workflowRoutes(core: Core): Route[] {
  const { state } = core;
  const find = (id: string): SimWorkflow => {
    const found = state.workflows.find((w) => w.id === id);
    if (!found) throw new ApiError(404, "Not Found");
    return found;
  };
  const tagsOf = (w: SimWorkflow) => state.tags.filter((tag) => w.tags.includes(tag.id));
  const shown = (w: SimWorkflow, query?: URLSearchParams) => {
    const { publication: _publication, triggerErrors: _errors, pinData, ...rest } = w;
    return {
      ...structuredClone(rest),
      tags: tagsOf(w),
      ...(query?.get("excludePinnedData") === "true" ? {} : { pinData: structuredClone(pinData) }),
    };
  };
  const accept = (body: Record<string, unknown>) => {
    const problem = workflowProblem(body ?? {});
    if (problem) throw new ApiError(400, problem);
    const { name, nodes, connections, settings, pinData } = structuredClone(body) as unknown as SimWorkflow;
    return { name, nodes, connections, settings, pinData: pinData ?? {} };
  };

  return [
    {
      method: "get",
      path: "/workflows",
      scope: "workflow:list",
      run({ query }) {
        const wanted = query.get("tags")?.split(",");
        const name = query.get("name");
        const all = state.workflows.filter(
          (w) =>
            (!wanted || wanted.every((tag) => tagsOf(w).some((t) => t.name === tag))) &&
            (!name || w.name.toLowerCase().includes(name.toLowerCase())) &&
            (!query.has("active") || w.active === (query.get("active") === "true")),
        );
        return page(
          all.map((w) => shown(w, query)),
          query,
        );
      },
    },
    {
      method: "post",
      path: "/workflows",
      scope: "workflow:create",
      run({ body }) {
        const now = new Date().toISOString();
        const made: SimWorkflow = {
          id: newId(),
          ...accept(body),
          active: false,
          tags: [],
          createdAt: now,
          updatedAt: now,
          publication: "not_published",
          triggerErrors: [],
        };
        state.workflows.push(made);
        return shown(made);
      },
    },
    {
      method: "get",
      path: "/workflows/{id}",
      scope: "workflow:read",
      run: ({ id, query }) => shown(find(id), query),
    },
    {
      method: "put",
      path: "/workflows/{id}",
      scope: "workflow:update",
      run({ id, body }) {
        const accepted = accept(body);
        const found = state.workflows.find((w) => w.id === id);
        if (!found)
          throw new ApiError(
            404,
            "You do not have permission to update this workflow. Ask the owner to share it with you.",
          );
        return shown(Object.assign(found, accepted, { updatedAt: new Date().toISOString() }));
      },
    },
    {
      method: "delete",
      path: "/workflows/{id}",
      scope: "workflow:delete",
      run({ id }) {
        const found = find(id);
        if (found.active || found.publication === "in_progress")
          throw new ApiError(409, "The workflow is still being unpublished");
        state.workflows.splice(state.workflows.indexOf(found), 1);
        return shown(found);
      },
    },
    {
      method: "post",
      path: "/workflows/{id}/activate",
      scope: "workflow:activate",
      run({ id }) {
        activate(core, find(id));
        return shown(find(id));
      },
    },
    {
      method: "post",
      path: "/workflows/{id}/deactivate",
      scope: "workflow:deactivate",
      run({ id }) {
        deactivate(core, find(id));
        return shown(find(id));
      },
    },
    {
      method: "put",
      path: "/workflows/{id}/tags",
      scope: "workflowTags:update",
      run({ id, body }) {
        const ids = (body as { id: string }[]).map((tag) => tag.id);
        if (ids.some((tag) => !state.tags.some((t) => t.id === tag))) throw new ApiError(404, "Not Found");
        const found = find(id);
        found.tags = ids;
        return tagsOf(found);
      },
    },
    { method: "get", path: "/tags", scope: "tag:list", run: ({ query }) => page(state.tags, query) },
    {
      method: "post",
      path: "/tags",
      scope: "tag:create",
      run({ body }) {
        // Whatever is wrong with a tag, n8n says that it exists.
        const isFine = typeof body.name === "string" && body.name.length >= 1 && body.name.length <= 24;
        if (!isFine || state.tags.some((tag) => tag.name === body.name))
          throw new ApiError(409, "Tag already exists");
        const made = { id: newId(), name: body.name as string };
        state.tags.push(made);
        return made;
      },
    },
  ];
}
