/** One of a few: side by side where there is room, else as a list to choose from. */
import { NativeSelect, SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import { useNarrow } from "./narrow";

interface Shown {
  label: string;
  value: string;
  data: { value: string; label: string }[];
  onChange: (value: string) => void;
}

export function ViewChoice({ label, value, data, onChange }: Shown): ReactNode {
  const narrow = useNarrow();
  return narrow ? (
    <NativeSelect aria-label={label} value={value} data={data} onChange={(event) => onChange(event.currentTarget.value)} w="100%" />
  ) : (
    <SegmentedControl aria-label={label} value={value} data={data} onChange={onChange} />
  );
}
