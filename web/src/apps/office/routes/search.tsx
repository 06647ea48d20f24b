/** All that a text may mean. */

import { createRoute, useRouter } from "@tanstack/react-router";
import { SearchPage } from "@/features/go-to";
import { type Words, wordsIn } from "../address";
import { inside } from "../inside";

const search = createRoute({
  getParentRoute: () => inside,
  path: "/search",
  staticData: { title: ["goTo.search"] },
  validateSearch: (said: Record<string, unknown>): Words<"text"> => wordsIn(said, ["text"]),
  component: () => {
    const { history } = useRouter();
    const navigate = search.useNavigate();
    return (
      <SearchPage
        text={search.useSearch().text ?? ""}
        onAsk={(text) => void navigate({ search: text ? { text } : {} })}
        onGo={(address) => history.push(address)}
      />
    );
  },
});

export const searchRoutes = [search] as const;
