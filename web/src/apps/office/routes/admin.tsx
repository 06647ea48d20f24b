/** Administration: people and their rights, devices, keys, second signatures, the log. */

import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { holds } from "@/shared/api/session";
import { wordsIn } from "../address";
import { inside, useMe } from "../inside";

const UsersPage = lazyRouteComponent(() => import("@/features/admin"), "UsersPage");
const RolesPage = lazyRouteComponent(() => import("@/features/admin"), "RolesPage");
const DevicesPage = lazyRouteComponent(() => import("@/features/admin"), "DevicesPage");
const KeysPage = lazyRouteComponent(() => import("@/features/admin"), "KeysPage");
const AccountPage = lazyRouteComponent(() => import("@/features/admin"), "AccountPage");
const SessionsPage = lazyRouteComponent(() => import("@/features/admin"), "SessionsPage");
const SettingsPage = lazyRouteComponent(() => import("@/features/admin"), "SettingsPage");
const SignaturesPage = lazyRouteComponent(() => import("@/features/admin"), "SignaturesPage");
const LogPage = lazyRouteComponent(() => import("@/features/admin"), "LogPage");

/** Whether who is signed in has a permission. */
function useMay(): (permission: string) => boolean {
  const { permissions } = useMe();
  return (permission) => holds(permissions, permission);
}

const users = createRoute({
  getParentRoute: () => inside,
  path: "/admin/users",
  staticData: { title: ["menu.users"] },
  validateSearch: (search: Record<string, unknown>) => wordsIn(search, ["search", "state", "do"]),
  component: () => {
    const navigate = users.useNavigate();
    const ask = (asked: { search?: string; state?: string; do?: string }) =>
      void navigate({ search: asked });
    return <UsersPage asked={users.useSearch()} onAsk={ask} may={useMay()} />;
  },
});

const roles = createRoute({
  getParentRoute: () => inside,
  path: "/admin/roles",
  staticData: { title: ["menu.roles"] },
  component: () => <RolesPage may={useMay()} />,
});

const devices = createRoute({
  getParentRoute: () => inside,
  path: "/admin/devices",
  staticData: { title: ["menu.devices"] },
  validateSearch: (search: Record<string, unknown>) => wordsIn(search, ["do"]),
  component: () => {
    const navigate = devices.useNavigate();
    return (
      <DevicesPage
        isPairing={devices.useSearch().do === "pair"}
        onPair={(isPairing) => void navigate({ search: isPairing ? { do: "pair" } : {} })}
        may={useMay()}
      />
    );
  },
});

const keys = createRoute({
  getParentRoute: () => inside,
  path: "/admin/keys",
  staticData: { title: ["menu.keys"] },
  component: () => <KeysPage may={useMay()} />,
});

const account = createRoute({
  getParentRoute: () => inside,
  path: "/account",
  staticData: { title: ["menu.account"] },
  component: () => {
    const { name, tenant } = useMe();
    return <AccountPage name={name} tenant={tenant} />;
  },
});

const sessions = createRoute({
  getParentRoute: () => inside,
  path: "/admin/sessions",
  staticData: { title: ["menu.sessions"] },
  validateSearch: (search: Record<string, unknown>) => wordsIn(search, ["search"]),
  component: () => {
    const navigate = sessions.useNavigate();
    const ask = (asked: { search?: string }) => void navigate({ search: asked });
    return <SessionsPage asked={sessions.useSearch()} onAsk={ask} may={useMay()} />;
  },
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/admin/settings",
  staticData: { title: ["menu.settings"] },
  component: () => <SettingsPage may={useMay()} />,
});

const signatures = createRoute({
  getParentRoute: () => inside,
  path: "/admin/signatures",
  staticData: { title: ["menu.signatures"] },
  component: () => <SignaturesPage />,
});

const log = createRoute({
  getParentRoute: () => inside,
  path: "/admin/log",
  staticData: { title: ["menu.log"] },
  validateSearch: (search: Record<string, unknown>) =>
    wordsIn(search, ["view", "search", "principal"]),
  component: () => {
    const navigate = log.useNavigate();
    return <LogPage asked={log.useSearch()} onAsk={(asked) => void navigate({ search: asked })} />;
  },
});

export const adminRoutes = [
  users,
  roles,
  sessions,
  devices,
  keys,
  signatures,
  settings,
  log,
  account,
] as const;
