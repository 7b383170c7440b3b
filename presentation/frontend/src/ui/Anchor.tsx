/** Links inside the app: Mantine's looks, the router's ways. */
import { Anchor as Looks, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

interface Where {
  to: string;
  params?: Record<string, string> | undefined;
  search?: Record<string, string | number | undefined> | undefined;
  children: ReactNode;
}

// The router's types know its own routes alone; pages come from features that it doesn't know.
type Anywhere = Record<string, unknown>;

/** What Mantine's `renderRoot` takes: the router's link in the looks of whatever it is given to. */
export function linked(where: Omit<Where, "children">): (looks: Anywhere) => ReactNode {
  return (looks) => <Link {...looks} {...(where as { to: never })} />;
}

export function Anchor({ to, params, search, children, ...looks }: Where & AnchorProps & Named): ReactNode {
  return (
    <Looks {...looks} renderRoot={linked({ to, ...given({ params, search }) })}>
      {children}
    </Looks>
  );
}

export function ButtonLink({ to, params, search, children, ...looks }: Where & ButtonProps & Named): ReactNode {
  return (
    <Button {...looks} renderRoot={linked({ to, ...given({ params, search }) })}>
      {children}
    </Button>
  );
}

interface Named {
  "aria-label"?: string;
}

function given(maybe: { params: Where["params"]; search: Where["search"] }): Pick<Where, "params" | "search"> {
  return Object.fromEntries(Object.entries(maybe).filter(([, value]) => value !== undefined));
}
