import { useLocation, useNavigate } from "@tanstack/react-router";
import { useLayoutEffect } from "react";

/**
 * Leads on to `to`, in place of the address that it was rendered for. Unlike the router's Navigate it does so anew when
 * somebody comes back to that address before the way on was finished: a second click would end on an empty page.
 */
export function Redirect({ to }: { to: string }) {
  const navigate = useNavigate();
  const pathname = useLocation({ select: (location) => location.pathname });
  useLayoutEffect(() => {
    if (pathname !== to) void navigate({ to, replace: true });
  }, [pathname, to, navigate]);
  return null;
}
