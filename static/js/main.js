/* Starts the module each element asks for: data-module="feature/x" loads ./feature/x.js and
   calls its mount(element). Every page works without any of them. */
const mounted = new WeakSet();

export async function start(root = document) {
  const wanted = [...root.querySelectorAll("[data-module]")].filter((element) => !mounted.has(element));
  await Promise.all(
    wanted.map(async (element) => {
      mounted.add(element);
      for (const name of element.dataset.module.split(" ")) {
        if (!/^[a-z0-9-]+(\/[a-z0-9-]+)+$/.test(name)) continue;
        try {
          const module = await import(`./${name}.js`);
          await module.mount(element);
        } catch (error) {
          console.error(`module ${name} did not start`, error);
        }
      }
    }),
  );
}

start();
