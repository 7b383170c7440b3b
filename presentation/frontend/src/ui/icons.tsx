/** The line drawings of buttons and navigation: one pen, 24 units square. */
import type { ReactNode } from "react";

function icon(path: string): (props: { size?: number }) => ReactNode {
  return function Icon({ size = 18 }) {
    return (
      <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round">
        <path d={path} />
      </svg>
    );
  };
}

export const RunsIcon = icon("M5 4.5v15l13-7.5z");
export const ProceduresIcon = icon("M4 4h6v5H4zM14 15h6v5h-6zM7 9v4a4 4 0 0 0 4 4h3");
export const SunIcon = icon("M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M5 19l1.4-1.4M17.6 6.4 19 5");
export const LogoutIcon = icon("M10 4H5v16h5M15 8l4 4-4 4M19 12H9");
export const PauseIcon = icon("M8 5v14M16 5v14");
export const StopIcon = icon("M6 6h12v12H6z");
export const AgainIcon = icon("M19 8a8 8 0 1 0 1 5M20 3v5h-5");
export const SearchIcon = icon("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.2 16.2 21 21");
export const UpIcon = icon("M6 15l6-6 6 6");
export const DownIcon = icon("M6 9l6 6 6-6");
export const SkipIcon = icon("M5 5l9 7-9 7zM18 5v14");
export const ApprovalIcon = icon("M4 5h16v11H9l-5 4zM8.5 10.5l2.3 2.3 4.7-4.7");
export const ExecutorNodeIcon = icon("M4 4h16v7H4zM4 13h16v7H4zM7.5 7.5h.01M7.5 16.5h.01M12 7.5h5M12 16.5h5");
export const InventoryIcon = icon("M3 6h18M3 12h18M3 18h18M7 4v4M12 10v4M17 16v4");
export const ScheduleIcon = icon("M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M12 13v3l2 1");
export const UsersIcon = icon("M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM3 20c0-3.5 2.5-5 6-5s6 1.5 6 5M16 5.5a3.2 3.2 0 0 1 0 6.2M17.5 15.2c2.2.5 3.5 2 3.5 4.8");
export const CredentialIcon = icon("M8 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 12h9M18 12v4M15 12v3");
export const AuditIcon = icon("M6 3h9l4 4v14H6zM14 3v5h5M9 13l2 2 4-4");
export const DashboardIcon = icon("M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z");
export const NotificationIcon = icon("M6 10a6 6 0 0 1 12 0v4l2 3H4l2-3zM10 20h4");
