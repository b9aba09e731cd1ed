/* Live update. One EventSource for all tabs (browsers allow six connections a server): this file is
   both the shared worker that holds it and the page's script. Without JavaScript pages work too. */
'use strict';
(() => {
  const URL_EVENTS = '/api/v1/events';

  if (typeof SharedWorkerGlobalScope !== 'undefined') {
    const ports = new Set();
    const tell = what => ports.forEach(p => p.postMessage(what));
    let source = null;
    const open = () => {
      source = new EventSource(URL_EVENTS);
      source.onopen = () => tell('up');
      source.onerror = () => {
        tell('down');
        if (source.readyState === EventSource.CLOSED) setTimeout(open, 3000);
      };
      for (const name of ['covers', 'rolled_back', 'reset'])
        source.addEventListener(name, e => {
          if (name !== 'covers' || JSON.parse(e.data).events.length > 0) tell('news');
        });
    };
    self.onconnect = e => {
      const port = e.ports[0];
      ports.add(port);
      port.onmessage = m => { if (m.data === 'bye') ports.delete(port); };
      if (source === null) open();
      else port.postMessage(source.readyState === EventSource.OPEN ? 'up' : 'down');
    };
    return;
  }

  const pulse = document.getElementById('pulse');
  if (!document.querySelector('[data-live]') || typeof EventSource === 'undefined') return;

  /* Take the parts marked data-live from a fresh copy of the page, unless somebody types there. */
  let due = false, busy = false;
  const refresh = async () => {
    due = false;
    busy = true;
    try {
      const answer = await fetch(location.href, {headers: {Accept: 'text/html'}});
      if (answer.ok && !answer.redirected) {
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
        for (const old of document.querySelectorAll('[data-live]')) {
          const now = old.id && fresh.getElementById(old.id);
          if (now && !old.querySelector('form') && old.innerHTML !== now.innerHTML)
            old.replaceWith(now);
        }
      }
    } catch { /* the next event tries again */ }
    busy = false;
    if (due) soon();
  };
  const soon = () => { due = true; if (!busy) { busy = true; setTimeout(refresh, 900); } };
  const hear = what => {
    if (what === 'news') return soon();
    if (pulse) pulse.dataset.state = what;
    if (what === 'up') soon();
  };

  if (typeof SharedWorker !== 'undefined') {
    const worker = new SharedWorker('/static/live.js', 'evernormal-live');
    worker.port.onmessage = e => hear(e.data);
    worker.port.start();
    addEventListener('pagehide', () => worker.port.postMessage('bye'));
  } else {
    const source = new EventSource(URL_EVENTS);
    source.onopen = () => hear('up');
    source.onerror = () => hear('down');
    source.addEventListener('covers', e => {
      if (JSON.parse(e.data).events.length > 0) hear('news');
    });
  }
})();
