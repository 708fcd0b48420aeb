/** Tells drawings that are made in pixels when the page's colours change: by choice or by the device. */
import { createSubscriber } from 'svelte/reactivity';

const watchScheme = createSubscriber((update) => {
  const device = matchMedia('(prefers-color-scheme: dark)');
  const choice = new MutationObserver(update);
  device.addEventListener('change', update);
  choice.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    device.removeEventListener('change', update);
    choice.disconnect();
  };
});

/** The value of a colour token at `host` as "rgb(r, g, b)"; whoever reads it runs again on change. */
export function colourAt(host: HTMLElement, token: `--color-${string}`): string {
  watchScheme();
  const before = host.style.color;
  host.style.color = `var(${token})`;
  const colour = getComputedStyle(host).color;
  host.style.color = before;
  return colour;
}
