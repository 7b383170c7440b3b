/** All groups there are: asked for once, whoever needs them. */
import { useQuery } from "@tanstack/react-query";
import { api, said } from "./client";
import { every, paged } from "./every";

export const GROUPS = ["groups"];

export function everyGroup() {
  return every((cursor) => said(api.GET("/api/v1/groups", { params: { query: paged(cursor) } })));
}

export function useGroups() {
  return useQuery({ queryKey: GROUPS, queryFn: everyGroup });
}
