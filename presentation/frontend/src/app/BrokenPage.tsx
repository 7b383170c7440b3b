/** A page that could not be drawn, such as when its script did not arrive: said in words, with a way on. */
import type { ErrorComponentProps } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { ProblemNote } from "@/ui/Problem";

export function BrokenPage({ error }: ErrorComponentProps): ReactNode {
  return <ProblemNote error={error} again={() => window.location.reload()} />;
}
