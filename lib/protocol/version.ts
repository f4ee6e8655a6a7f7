/** The wire's major version. An agent or a page that speaks an older one is told to upgrade or reload. */
export const PROTOCOL = 1;
