/** The first thing that runs: the language, then the app. */
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./app/look.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { speak } from "./app/language";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no place for the app");
await speak();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
