import { ApiError, type Core } from "./core.ts";
import { page, type Route } from "./public-api.ts";
import type { SimExecution } from "./state.ts";

const STATUSES = ["canceled", "crashed", "error", "new", "running", "success", "unknown", "waiting"];
const STOPPABLE = ["running", "waiting", "new"];

export function executionRoutes(core: Core): Route[] {
  const { state } = core;
  const find = (id: string): SimExecution => {
    const found = state.executions.find((e) => e.id === id);
    if (!found) throw new ApiError(404, "Not Found");
    return found;
  };
  const shown = ({ nodes: _nodes, ...rest }: SimExecution) => rest;
  const detailed = (e: SimExecution) => ({
    ...shown(e),
    data: {
      resultData: {
        runData: Object.fromEntries(
          e.nodes.map((node) => [
            node.name,
            [{ executionStatus: node.status, executionTime: node.ms, data: { main: [[{ json: {} }]] } }],
          ]),
        ),
        ...(e.status === "canceled" ? { error: { message: "The execution was cancelled manually" } } : {}),
      },
    },
  });

  return [
    {
      method: "get",
      path: "/executions",
      scope: "execution:list",
      run({ query }) {
        const status = query.get("status");
        if (status && !STATUSES.includes(status))
          throw new ApiError(400, "request/query/status Invalid enum value.");
        const workflowId = query.get("workflowId");
        const all = state.executions.filter(
          (e) =>
            // Running ones are listed only when asked for.
            (status ? e.status === status : e.status !== "running") &&
            (!workflowId || e.workflowId === workflowId),
        );
        return page(all.map(shown).reverse(), query);
      },
    },
    {
      method: "get",
      path: "/executions/{id}",
      scope: "execution:read",
      run: ({ id, query }) => (query.get("includeData") === "true" ? detailed(find(id)) : shown(find(id))),
    },
    {
      method: "post",
      path: "/executions/{id}/stop",
      scope: "execution:stop",
      run({ id }) {
        const found = find(id);
        if (!STOPPABLE.includes(found.status))
          throw new ApiError(409, "Only running or waiting executions can be stopped");
        found.status = "canceled";
        found.stoppedAt = new Date().toISOString();
        return shown(found);
      },
    },
  ];
}
