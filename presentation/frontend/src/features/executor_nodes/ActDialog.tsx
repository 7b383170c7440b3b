/** Asks once more: what it means for the executor node; letting one in takes a look at its fingerprint. */
import { Button, Code, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "@/ui/Problem";
import { act, KEY } from "./asking";
import { Fingerprint } from "./Fingerprint";
import { type Act, type ExecutorNode, isEndOf, TYPED_BACK } from "./standing";

interface Shown {
  node: ExecutorNode;
  verb: Act;
  onClose: () => void;
}

const MOST_REASON = 1_000;
const TAKES_REASON: ReadonlySet<Act> = new Set(["drain", "resume"]);

export function ActDialog({ node, verb, onClose }: Shown): ReactNode {
  const { t } = useTranslation("executor_nodes");
  const queries = useQueryClient();
  // What is let in is the key that was shown when the dialog opened, whatever enrols meanwhile.
  const [seen] = useState(node);
  const [text, write] = useState("");
  const acting = useMutation({
    mutationFn: () => act(seen, verb, text.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: KEY });
      onClose();
    },
  });
  const ready = verb !== "authorise" || isEndOf(seen.fingerprint, text);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("act_named", { act: t(`act.${verb}`), name: seen.name })}
      closeButtonProps={{ "aria-label": t("ui:close") }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) acting.mutate();
        }}
      >
        <Stack>
          <Text size="sm">{t(`says.${verb}`)}</Text>
          {verb === "authorise" && (
            <>
              <Code block>noc-executor-node fingerprint</Code>
              <Fingerprint text={seen.fingerprint} marked={TYPED_BACK} />
              <TextInput
                label={t("typed_back", { count: TYPED_BACK })}
                description={t("typed_back.why")}
                required
                data-autofocus
                autoComplete="off"
                spellCheck={false}
                styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
                value={text}
                onChange={(event) => write(event.currentTarget.value)}
              />
            </>
          )}
          {TAKES_REASON.has(verb) && (
            <Textarea
              label={t("reason")}
              maxLength={MOST_REASON}
              data-autofocus
              value={text}
              onChange={(event) => write(event.currentTarget.value)}
            />
          )}
          <ProblemNote error={acting.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("ui:back")}
            </Button>
            <Button type="submit" {...(verb === "revoke" ? { color: "red.9" } : {})} loading={acting.isPending} disabled={!ready}>
              {t(`act.${verb}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
