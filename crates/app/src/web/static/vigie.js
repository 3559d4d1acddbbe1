// Keeps an open page up to date and what is typed safe. Every page works without it.
'use strict';
(() => {
  const QUIET = 2000; // ms without a hand that moves, touches or types before anything moves
  const CALM = 5000; // ms offline before the page says so
  const OFTEN = 300000; // ms after which ages are told anew
  const [stale, heard, box] = ['stale', 'heard', 'find'].map(id => document.getElementById(id));
  let version, waiting, touched = 0, lost, leaving = false;

  const all = (what, root = document) => [...root.querySelectorAll(what)];
  const main = () => document.querySelector('main[data-live]');

  // What was typed and not sent.
  const changed = field => {
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    if (field.tagName !== 'SELECT') return field.type !== 'hidden' && field.value !== field.defaultValue;
    const first = [...field.options].find(option => option.defaultSelected) || field.options[0];
    return !!first && field.value !== first.value;
  };
  const fields = root => all('input, textarea, select', root);
  const dirty = form => form.querySelector('[aria-invalid]') || fields(form).some(changed);
  const unsent = () => all('form[method=post]').filter(dirty);

  addEventListener('submit', event => {
    leaving = unsent().every(form => form === event.target);
  });
  addEventListener('pageshow', () => { leaving = false; });
  addEventListener('beforeunload', event => {
    if (!leaving && unsent().length) event.preventDefault();
  });

  addEventListener('keydown', event => {
    if (box && event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });

  // What is the same before and after.
  const same = node => [
    node.tagName, node.id, node.name, node.type, node.getAttribute('href'),
    node.form && node.form.getAttribute('action'),
    node.tagName === 'DETAILS' && node.firstElementChild.textContent,
    node.tagName === 'SUMMARY' && node.textContent,
  ].join('|');
  const place = (node, root) =>
    [same(node), all(node.tagName, root).filter(other => same(other) === same(node)).indexOf(node)];
  const at = ([name, number], tag, root) => all(tag, root).filter(node => same(node) === name)[number];

  const replace = (old, fresh) => {
    const focus = old.contains(document.activeElement) ? document.activeElement : null;
    const focused = focus && focus !== old && [place(focus, old), focus.tagName, focus.selectionStart];
    const typed = fields(old).filter(changed)
      .map(field => [place(field, old), field.tagName, field.value, field.checked]);
    const open = all('details', old).map(node => [place(node, old), node.open]);
    const news = fresh.dataset.news;
    if (heard && news && news !== old.dataset.news) heard.textContent = news;
    old.dataset.news = news || '';
    old.replaceChildren(...fresh.childNodes);
    for (const [where, isOpen] of open) {
      const node = at(where, 'DETAILS', old);
      if (node) node.open = isOpen;
    }
    for (const [where, tag, value, checked] of typed) {
      const field = at(where, tag, old);
      if (!field) continue;
      field.value = value;
      field.checked = checked;
    }
    if (!focused) return;
    const node = at(focused[0], focused[1], old) || old;
    node.focus({ preventScroll: true });
    if (focused[2] != null && node.setSelectionRange) node.setSelectionRange(focused[2], focused[2]);
  };

  const upToDate = () => {
    clearTimeout(lost);
    lost = undefined;
    if (stale) stale.hidden = true;
  };
  const notUpToDate = () => {
    if (!stale || lost) return;
    lost = setTimeout(() => {
      stale.textContent = stale.dataset.says + ' ' + document.querySelector('footer time').textContent;
      stale.hidden = false;
    }, CALM);
  };

  const refresh = async () => {
    const old = main();
    if (!old) return;
    const calm = Date.now() - touched > QUIET && getSelection().isCollapsed;
    if (document.hidden || !calm) return later(QUIET);
    try {
      const answer = await fetch(location.href, { headers: { 'X-Vigie-Part': 'main' } });
      if (answer.redirected || answer.status >= 500) return notUpToDate();
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
      if (Date.now() - touched < QUIET) return later(QUIET);
      replace(old, fresh.querySelector('main'));
      document.querySelector('footer').replaceWith(fresh.querySelector('footer'));
      upToDate();
      later(OFTEN);
    } catch {
      notUpToDate();
      later(CALM);
    }
  };
  const later = delay => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, delay);
  };
  for (const kind of ['pointermove', 'pointerdown', 'pointerup', 'keydown', 'touchmove', 'wheel'])
    addEventListener(kind, () => { touched = Date.now(); }, { passive: true });

  // Data "42 3000": a version, and over how many ms pages spread their questions. Only pages in
  // sight listen: a browser has few connections.
  let source, again;
  const stop = () => {
    clearTimeout(again);
    if (source) source.close();
    source = undefined;
  };
  const listen = () => {
    stop();
    source = new EventSource('/live');
    source.onmessage = event => {
      const [now, spread] = event.data.split(' ');
      const missed = lost || (version !== undefined && version !== now);
      upToDate();
      version = now;
      later(missed ? Math.random() * spread : OFTEN);
    };
    source.onerror = () => {
      notUpToDate();
      if (source && source.readyState === EventSource.CLOSED) again = setTimeout(listen, CALM);
    };
  };
  if (!main()) return;
  if (!document.hidden) listen();
  document.addEventListener('visibilitychange', () => document.hidden ? stop() : listen());
  addEventListener('pagehide', stop);
  addEventListener('pageshow', event => { if (event.persisted) { version = ''; listen(); } });
})();
