/** Asks once more: what it means for the executor node; letting one in takes a look at its fingerprint. */
import { Code, Text, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "@/ui/FormDialog";
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
    <FormDialog
      opened
      onClose={onClose}
      title={t("act_named", { act: t(`act.${verb}`), name: seen.name })}
      send={t(`act.${verb}`)}
      sending={acting}
      onSend={() => acting.mutate()}
      unready={!ready}
      danger={verb === "revoke"}
    >
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
    </FormDialog>
  );
}
