/** The app from outside in: looks, questions to the server, who is there, and the pages. */
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import type { ReactNode } from "react";
import { Problem } from "@/api/problem";
import { Gate } from "@/features/session/Gate";
import { WALL } from "@/ui/wall";
import { LanguageChoice } from "./LanguageChoice";
import { router } from "./router";
import { theme } from "./theme";

const MOST_TRIES = 3;
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (tries, error) => tries < MOST_TRIES && error instanceof Problem && error.passing,
    },
  },
});

/** The server's nonce for styles: no others are let in. */
const NONCE = document.querySelector<HTMLMetaElement>("meta[property=csp-nonce]")?.nonce ?? "";
setNonce(NONCE); // the style that keeps the page still behind a drawer

export function App(): ReactNode {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" {...(WALL ? { forceColorScheme: "dark" } : {})} getStyleNonce={() => NONCE}>
      <QueryClientProvider client={queries}>
        <Gate beside={<LanguageChoice />}>
          <RouterProvider router={router} />
        </Gate>
        <Notifications position="bottom-right" />
      </QueryClientProvider>
    </MantineProvider>
  );
}
