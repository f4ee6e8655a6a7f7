// The web process. Addresses and secrets come from the environment at run time (lib/config.ts): building needs no service.
const everywhere = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "X-DNS-Prefetch-Control", value: "off" },
];

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
  // `npm run check` checks the types of all rooms at once; a start should not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["bullmq", "ioredis", "pg", "pino"],
  // Browsers ask for it wherever a page names no icon.
  rewrites: async () => [{ source: "/favicon.ico", destination: "/icon.svg" }],
  headers: async () => [
    { source: "/:path*", headers: everywhere },
    // The address of a share link is a secret.
    { source: "/s/:token", headers: [{ key: "Referrer-Policy", value: "no-referrer" }] },
  ],
};
