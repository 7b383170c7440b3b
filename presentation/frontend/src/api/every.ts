/** A whole list, page by page, for lists that are short enough to be shown at once. */

interface Page<Item> {
  items?: Item[];
  next?: string | null;
}

const MOST_PAGES = 60;
const LONGEST_PAGE = 200;

/** The query for the page at a cursor, as long as the server gives it. */
export function paged(cursor: string | undefined): { limit: number; cursor?: string } {
  return { limit: LONGEST_PAGE, ...(cursor ? { cursor } : {}) };
}

/** All items; stops after 60 pages (12,000 items), which `cut` tells. */
export async function every<Item>(
  page: (cursor: string | undefined) => Promise<Page<Item>>,
): Promise<{ items: Item[]; cut: boolean }> {
  const items: Item[] = [];
  let cursor: string | undefined;
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const found = await page(cursor);
    items.push(...(found.items ?? []));
    if (!found.next) return { items, cut: false };
    cursor = found.next;
  }
  return { items, cut: true };
}
