/** A button for what can't be undone: it says first what it will do, and does it at the second press. */
import { Button, type ButtonProps, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "./Problem";

interface Asked extends ButtonProps {
  /** The verb on both buttons. */
  label: string;
  /** The whole of it, with what it is done to: the name of the first button and the title of the dialog. */
  title: string;
  says: string;
  act: () => Promise<unknown>;
  /** What has to be asked anew afterwards. */
  refresh: readonly QueryKey[];
  onDone?: () => void;
}

export function ConfirmButton({ label, title, says, act, refresh, onDone, ...looks }: Asked): ReactNode {
  const { t } = useTranslation("ui");
  const queries = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const acting = useMutation({
    mutationFn: act,
    onSuccess: async () => {
      close();
      await Promise.all(refresh.map((queryKey) => queries.invalidateQueries({ queryKey })));
      onDone?.();
    },
  });
  function ask(): void {
    acting.reset();
    open();
  }
  return (
    <>
      <Button size="compact-sm" variant="default" {...looks} aria-label={title} onClick={ask}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t("close") }}>
        <Stack>
          <Text size="sm">{says}</Text>
          <ProblemNote error={acting.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {t("back")}
            </Button>
            <Button color="red.9" loading={acting.isPending} onClick={() => acting.mutate()}>
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
