import { fileURLToPath } from 'node:url';

/**
 * How a function becomes a bundle: the same esbuild options for a deployment (NodejsFunction) and for the embedded stack,
 * so that what is tested end to end is what is deployed. Plain data: importing it loads neither CDK nor esbuild.
 */
export const bundling = {
  target: 'node24',
  // ESM builds first: they can be tree-shaken, and start faster.
  mainFields: ['module', 'main'],
  minify: true,
  sourceMap: true,
  sourcesContent: false,
  // By a path, not a package: an SDK that asks more of a module than it exports fails the build. The functions' own client of
  // Lambda is `#client-lambda` (package.json), which no alias replaces.
  alias: {
    '@aws-sdk/credential-provider-node': shared('environment-credentials.ts'),
    '@smithy/core/event-streams': shared('no-event-streams.ts'),
    '@smithy/core/checksum': shared('sha256.ts'),
    '@aws-sdk/client-lambda': shared('no-default-lambda-client.ts'),
  },
  // CommonJS dependencies inside an ESM bundle still call `require` for Node's own modules.
  banner: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
} as const;

function shared(file: string): string {
  return fileURLToPath(new URL(`../../functions/shared/${file}`, import.meta.url));
}

/** The file of a bundle that exports `handler`; `.mjs` because the bundle is deployed without a package.json. */
export const bundleFile = 'index.mjs';
