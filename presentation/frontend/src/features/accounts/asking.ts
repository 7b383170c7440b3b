/** What the pages of accounts ask the server. */
import { useQuery } from "@tanstack/react-query";
import { api, said } from "@/api/client";
import { every, paged } from "@/api/every";
import type { components } from "@/api/schema";

export type User = components["schemas"]["User"];
export type Token = components["schemas"]["Token"];
export type Grant = components["schemas"]["Grant"];
export type Role = components["schemas"]["Role"];

export const USERS = ["users"];
export const ROLES = ["roles"];
export const TOKENS = ["tokens"];

export function userKey(name: string): readonly string[] {
  return [...USERS, name];
}

export function grantsKey(name: string): readonly string[] {
  return [...USERS, name, "grants"];
}

export function useUsers() {
  return useQuery({
    queryKey: USERS,
    queryFn: () => every((cursor) => said(api.GET("/api/v1/users", { params: { query: paged(cursor) } }))),
  });
}

export function useUser(name: string) {
  return useQuery({
    queryKey: userKey(name),
    queryFn: () => said(api.GET("/api/v1/users/{user}", { params: { path: { user: name } } })),
  });
}

export function useGrants(name: string) {
  return useQuery({
    queryKey: grantsKey(name),
    queryFn: async () => (await said(api.GET("/api/v1/users/{user}/grants", { params: { path: { user: name } } }))).items,
  });
}

export function useRoles() {
  return useQuery({ queryKey: ROLES, queryFn: async () => (await said(api.GET("/api/v1/roles"))).items });
}

/** This user's tokens that still open something, the newest first. */
export function useTokens(owner: string) {
  return useQuery({
    queryKey: TOKENS,
    queryFn: () => every((cursor) => said(api.GET("/api/v1/tokens", { params: { query: paged(cursor) } }))),
    select: ({ items }) =>
      items
        .filter((each) => each.owner_id === owner && each.revoked_at === null)
        .toSorted((one, other) => other.created_at.localeCompare(one.created_at)),
  });
}
