/** How the pages are built: SvelteKit for Node, every script and style under a nonce. */
import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  // Not the repository's root: folders named `server` inside this one are closed to the browser.
  root: import.meta.dirname,
  plugins: [
    sveltekit({
      // Relative to the working directory, which is the repository's root.
      adapter: adapter({ out: 'web/build' }),
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['self'],
          'script-src': ['self'],
          'style-src': ['self'],
          // Server rendering writes `style:` directives as attributes.
          'style-src-attr': ['unsafe-inline'],
          'connect-src': ['self'],
          'img-src': ['self', 'data:'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
          'require-trusted-types-for': ['script'],
          'trusted-types': ['svelte-trusted-html', 'sveltekit-trusted-url'],
        },
      },
    }),
  ],
});
