/** Whether the page was opened for a wall (`?kiosk`): no navigation, dark, large. Decided once, when it is loaded. */

export const WALL = new URLSearchParams(window.location.search).has("kiosk");
