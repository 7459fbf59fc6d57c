import { defineConfig } from 'vite'
import solid from 'vite-plugin-solid'

/** Where the API listens while pages are served by Vite's own server. */
const api = `http://127.0.0.1:${process.env.PORT ?? '8080'}`

export default defineConfig({
  root: 'web',
  plugins: [solid()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    // The content security policy allows our own origin only: no data: URLs.
    assetsInlineLimit: 0,
    // One style sheet: all of it is smaller than a font, and a page's chunk can never come without
    // its styles.
    cssCodeSplit: false,
  },
  server: {
    proxy: { '/api': { target: api, ws: true }, '/healthz': api },
  },
})
