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
  // By a path, not a package: an SDK that asks more of it than `defaultProvider` fails the build.
  alias: {
    '@aws-sdk/credential-provider-node': fileURLToPath(
      new URL('../../functions/shared/environment-credentials.ts', import.meta.url),
    ),
  },
  // CommonJS dependencies inside an ESM bundle still call `require` for Node's own modules.
  banner: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);",
} as const;

/** The file of a bundle that exports `handler`; `.mjs` because the bundle is deployed without a package.json. */
export const bundleFile = 'index.mjs';
