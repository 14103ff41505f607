'use strict';
(function () {
  const data = JSON.parse(document.getElementById('data').textContent);
  const NS = 'http://www.w3.org/2000/svg';
  const LEFT = 54, RIGHT = 8;
  // The most figures of a row, counted from 0.
  const CELLS = 16;
  const ACCEPTOR = ['wait', 'busy', 'blocked', 'else', 'ended'];
  const ACCEPTOR_WORDS = ['waits for connections', 'runs other code', 'is blocked by a lock', 'waits for something else', 'has ended'];

  // What is left out is not known. Each row: its start in seconds, its length, and then its figures.
  function rows(text) {
    if (!text) return [];
    let t = 0;
    return text.split(';').map(function (line) {
      const cells = line.split(',');
      const row = cells.map(function (cell) { return cell === '' ? null : cell.indexOf(':') >= 0 || cell.indexOf('/') >= 0 ? cell : Number(cell); });
      t += row[0];
      row[0] = t;
      while (row.length <= CELLS) row.push(null);
      return row;
    });
  }
  function buckets(cell) {
    if (cell === null || cell === undefined || cell === '') return [];
    return String(cell).split('/').map(function (each) { const pair = each.split(':'); return [Number(pair[0]), Number(pair[1])]; });
  }
  const H = {gc: 2, safepoint: 3, late: 4, quota: 5, throttled: 6, delay: 7, pressure: 8, stolen: 9, fds: 10, fdLimit: 11, busy: 12, leftOut: 13, accepts: 14, drops: 15, overflows: 16};
  const L = {queue: 2, limit: 3, accepts: 4, longest: 5, oldest: 6, drops: 7, overflows: 8, unserved: 9, looks: 10, outside: 11, acceptor: 12, place: 13, waits: 14, reads: 15};
  const host = rows(data.host);
  const listeners = data.listeners.map(function (each) {
    return {name: each.name, rows: rows(each.rows).map(function (row) { row.waits = buckets(row[L.waits]); row.reads = buckets(row[L.reads]); return row; })};
  });

  let first = Infinity, last = -Infinity;
  host.forEach(function (row) { first = Math.min(first, row[0]); last = Math.max(last, row[0] + row[1]); });
  data.incidents.forEach(function (each) { first = Math.min(first, each.start); last = Math.max(last, each.end); });
  if (!(last > first)) { first = data.made - 60; last = data.made; }

  const view = {from: first, to: last, listener: 0};
  const bands = document.getElementById('bands');
  const zone = data.zone;
  const formats = {};
  // The page has the offsets, because a browser does not know all the zones that Java does.
  function local(seconds) {
    return seconds + data.offsets.filter(function (each, i) { return i === 0 || each[0] <= seconds; }).pop()[1];
  }
  function clock(seconds, options) {
    const key = JSON.stringify(options);
    if (!formats[key]) {
      const all = Object.assign({timeZone: 'UTC', hourCycle: 'h23'}, options);
      formats[key] = new Intl.DateTimeFormat('en-GB', all);
    }
    return formats[key].format(new Date(local(seconds) * 1000));
  }
  function time(seconds) { return clock(seconds, {hour: '2-digit', minute: '2-digit', second: '2-digit'}); }
  function day(seconds) { return clock(seconds, {weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit'}); }
  function millis(ms) { return ms < 1000 ? Math.round(ms) + ' ms' : (ms / 1000).toFixed(ms < 10000 ? 1 : 0) + ' s'; }
  function count(n) { return n >= 10000 ? Math.round(n).toLocaleString('en-GB') : String(Math.round(n * 10) / 10); }
  function plural(n, one, many) { return count(n) + ' ' + (n === 1 ? one : many); }

  function node(name, attributes, parent, text) {
    const element = document.createElementNS(NS, name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    if (text !== undefined) element.textContent = text;
    if (parent) parent.appendChild(element);
    return element;
  }
  let width = 800;
  // An A4 page has about as many pixels between its margins.
  const PRINTED = 720;
  let printing = false;
  function x(seconds) { return LEFT + (seconds - view.from) / (view.to - view.from) * (width - LEFT - RIGHT); }
  function seen(list) { return list.filter(function (row) { return row[0] + row[1] > view.from && row[0] < view.to; }); }
  function most(list, of) { return list.reduce(function (best, row) { return of(row) !== null && of(row) !== undefined && (best === null || of(row) > of(best)) ? row : best; }, null); }
  function sum(list, at) { return list.reduce(function (all, row) { return all + (row[at] || 0); }, 0); }
  function rect(row, y, height) {
    const from = Math.max(LEFT, x(row[0])), to = Math.min(width - RIGHT, Math.max(x(row[0] + row[1]), x(row[0]) + 1));
    return to > from ? 'M' + from.toFixed(1) + ' ' + y.toFixed(1) + 'H' + to.toFixed(1) + 'v' + height.toFixed(1) + 'H' + from.toFixed(1) + 'z' : '';
  }

  // About how wide a text in a picture is, and as much of it as there is room for.
  function wide(text) { return 6.3 * text.length; }
  function cut(text, room) {
    if (wide(text) <= room) return text;
    const left = Math.floor(room / 6.3) - 1;
    return left < 8 ? '' : text.slice(0, left).trim() + '…';
  }

  // Bands: a title, what they say in words (for whoever cannot see them too), and a picture.
  const all = [];
  function band(id, title, height, keys, draw) {
    const section = document.createElement('section');
    section.className = 'band';
    section.id = 'band-' + id;
    const header = document.createElement('header');
    const heading = document.createElement('h3');
    heading.textContent = title;
    const say = document.createElement('span');
    say.className = 'say';
    // The picture's own name has these words too.
    say.setAttribute('aria-hidden', 'true');
    header.append(heading, say);
    if (keys.length) {
      const legend = document.createElement('span');
      legend.className = 'keys';
      legend.setAttribute('aria-hidden', 'true');
      keys.forEach(function (key) {
        const entry = document.createElement('span');
        const swatch = document.createElement('i');
        swatch.style.background = 'var(--' + key[0] + ')';
        entry.append(swatch, key[1]);
        legend.append(entry);
      });
      header.append(legend);
    }
    const svg = document.createElementNS(NS, 'svg');
    svg.setAttribute('role', id === 'incidents' ? 'list' : 'img');
    section.append(header, svg);
    bands.append(section);
    all.push(function () {
      svg.replaceChildren();
      resize(svg, height);
      const words = draw(svg, height);
      say.textContent = id === 'process' ? '' : words;
      svg.setAttribute('aria-label', title + ': ' + words);
    });
  }
  function resize(svg, height) {
    svg.setAttribute('height', height);
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
  }
  function scale(svg, height, max, unit) {
    const step = niceStep(max);
    for (let value = 0; value <= max; value += step) {
      const y = height - 4 - value / max * (height - 12);
      node('path', {class: 'grid', d: 'M' + LEFT + ' ' + y + 'H' + (width - RIGHT)}, svg);
      node('text', {x: LEFT - 5, y: y + 4, 'text-anchor': 'end'}, svg, count(value) + (unit || ''));
    }
    return function (value) { return height - 4 - Math.min(value, max) / max * (height - 12); };
  }
  function niceStep(max) {
    const raw = max / 3, power = Math.pow(10, Math.floor(Math.log10(raw)));
    return [1, 2, 5, 10].map(function (each) { return each * power; }).find(function (each) { return each >= raw; });
  }
  function kept(words) { return seen(host).length ? words : 'no figures are kept of this time'; }
  function current() { return listeners.length ? seen(listeners[view.listener].rows) : []; }

  band('incidents', 'Incidents', 54, [['bad', 'turns clients away'], ['warn', 'slow or unserved'], ['good', 'slow at its start']], function (svg, height) {
    const BAR = 18, right = width - RIGHT;
    node('path', {class: 'grid', d: 'M' + LEFT + ' ' + (BAR + 6) + 'H' + right}, svg);
    let free = LEFT;
    const shown = data.incidents.filter(function (each) { return each.end >= view.from && each.start <= view.to; }).sort(function (a, b) { return a.start - b.start; });
    shown.forEach(function (each, i) {
      const button = node('g', {role: 'button', tabindex: 0, 'aria-label': wordsOf(each)}, node('g', {role: 'listitem'}, svg));
      const from = Math.max(LEFT, x(each.start));
      const to = Math.min(right, Math.max(x(each.end), from + 5));
      node('rect', {x: from, y: 3, width: Math.max(1, to - from), height: BAR, rx: 2, fill: 'var(--' + (each.severity === 'ERROR' ? 'bad' : each.severity === 'WARN' ? 'warn' : 'good') + ')'}, button);
      node('title', {}, button, wordsOf(each));
      // Below it, where there is room, its cause; and what was seen, up to the next one's.
      const seenThen = textOf(each, '.seen');
      const end = i + 1 < shown.length ? Math.max(x(shown[i + 1].start) - 8, from + wide(each.cause)) : right;
      const wanted = Math.max(wide(each.cause), Math.min(wide(seenThen), end - free));
      const left = Math.max(free, Math.min(from, Math.min(end, right) - wanted));
      if (each.cause && left + wide(each.cause) <= right + 1 && left <= to) {
        node('text', {x: Math.max(left, Math.min(from, right - wide(each.cause))), y: BAR + 18, class: 'ink'}, button, each.cause);
        node('text', {x: left, y: BAR + 32}, button, cut(seenThen, end - left));
        free = Math.max(Math.max(left, Math.min(from, right - wide(each.cause))) + wide(each.cause), left + wide(cut(seenThen, end - left))) + 8;
      }
      button.addEventListener('click', function () { pick(each.id); });
      button.addEventListener('keydown', function (event) { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); pick(each.id); } });
    });
    return shown.length ? plural(shown.length, 'incident', 'incidents') + ' in this time; choose one to read it' : 'none in this time';
  });
  function textOf(incident, part) {
    const found = document.querySelector('#' + incident.id + ' ' + part);
    return found ? found.textContent : '';
  }
  function wordsOf(incident) { return textOf(incident, 'summary'); }

  band('queue', 'Queue against limit', 110, [['queue', 'connections that wait'], ['limit', 'limit'], ['bad', 'packets refused']], function (svg, height) {
    const list = current();
    const top = most(list, function (row) { return row[L.queue]; }), limits = most(list, function (row) { return row[L.limit]; });
    if (!top) return kept('nothing waited in this time');
    const limit = limits ? limits[L.limit] : 0;
    // Far below the limit it has a scale of its own, which says so, and does not reach the top.
    const far = limit > 8 * top[L.queue] && !sum(list, L.overflows);
    const highest = far ? Math.max(1, top[L.queue]) * 1.6 : Math.max(top[L.queue], limit, 1);
    const y = scale(svg, height, highest * 1.08);
    if (far) node('text', {x: width - RIGHT, y: 14, 'text-anchor': 'end', class: 'limit'}, svg, '↑ limit ' + count(limit) + ', far above this scale');
    node('path', {fill: 'var(--queue)', d: list.map(function (row) { return row[L.queue] ? rect(row, y(row[L.queue]), height - 4 - y(row[L.queue])) : ''; }).join('')}, svg);
    node('path', {stroke: 'var(--limit)', 'stroke-width': 1.5, 'stroke-dasharray': '6 3', fill: 'none', d: list.map(function (row) {
      return row[L.limit] !== null && !far ? 'M' + Math.max(LEFT, x(row[0])).toFixed(1) + ' ' + y(row[L.limit]).toFixed(1) + 'H' + Math.min(width - RIGHT, x(row[0] + row[1])).toFixed(1) : ''; }).join('')}, svg);
    node('path', {fill: 'var(--bad)', d: list.map(function (row) {
      const at = x(row[0] + row[1] / 2);
      return row[L.overflows] && at > LEFT ? 'M' + (at - 4).toFixed(1) + ' 0h8l-4 8z' : ''; }).join('')}, svg);
    let free = LEFT;
    list.forEach(function (row) {
      const at = x(row[0] + row[1] / 2) + 7, text = row[L.overflows] ? count(row[L.overflows]) + ' refused' : '';
      if (text && at >= free && at + wide(text) < width - RIGHT) {
        node('text', {x: at, y: 9, class: 'bad'}, svg, text);
        free = at + wide(text) + 12;
      }
    });
    const refused = sum(list, L.overflows), drops = sum(list, L.drops);
    return (top[L.queue] ? 'at most ' + plural(top[L.queue], 'connection', 'connections') + ' waited' : 'nobody was seen waiting') + (top[L.limit] === null ? '' : ', limit ' + top[L.limit])
      + ', at ' + time(top[0]) + '; ' + (refused ? plural(refused, 'packet', 'packets') + ' refused because it was full' : 'no packet refused')
      + (drops > refused ? '; ' + plural(drops, 'packet', 'packets') + ' dropped for any reason' : '');
  });

  function heat(svg, height, list, key, bounds, low, high, marks) {
    const from = Math.log10(low), to = Math.log10(high);
    function y(ms) { return height - 4 - (Math.log10(Math.min(high, Math.max(low, ms))) - from) / (to - from) * (height - 10); }
    [1, 10, 100, 1000, 10000, 100000].forEach(function (ms) {
      if (ms >= low && ms <= high && !marks.some(function (mark) { return Math.abs(y(mark) - y(ms)) < 10; })) {
        node('path', {class: 'grid', d: 'M' + LEFT + ' ' + y(ms) + 'H' + (width - RIGHT)}, svg);
        node('text', {x: LEFT - 5, y: y(ms) + 4, 'text-anchor': 'end'}, svg, millis(ms).replace('.0', ''));
      }
    });
    const levels = {};
    list.forEach(function (row) {
      row[key].forEach(function (cell) {
        const perSecond = cell[1] / row[1];
        const level = Math.max(1, Math.min(6, 1 + Math.floor(Math.log10(Math.max(.1, perSecond)) + 2)));
        const upper = bounds[cell[0]] === null ? high : bounds[cell[0]], lower = cell[0] === 0 ? low : bounds[cell[0] - 1];
        const top = y(upper), bottom = cell[0] === 0 ? height - 2 : y(lower);
        levels[level] = (levels[level] || '') + rect(row, top, Math.max(1.5, bottom - top));
      });
    });
    for (const level in levels) node('path', {fill: 'var(--heat)', 'fill-opacity': .16 + .14 * level, d: levels[level]}, svg);
    marks.forEach(function (ms) {
      if (ms < low || ms > high) return;
      node('path', {stroke: 'var(--limit)', 'stroke-dasharray': '2 3', fill: 'none', d: 'M' + LEFT + ' ' + y(ms) + 'H' + (width - RIGHT)}, svg);
      node('text', {x: LEFT - 5, y: y(ms) + 4, 'text-anchor': 'end'}, svg, ms / 1000 + ' s');
    });
    return y;
  }

  band('waits', 'Accept waits', 150, [['heat', 'connections taken, the darker the more'], ['else', 'age of the oldest that waits']], function (svg, height) {
    const list = current();
    const y = heat(svg, height, list, 'waits', data.waitBounds, 1, 120000, [1000, 3000, 7000]);
    node('path', {stroke: 'var(--else)', 'stroke-width': 2.5, fill: 'none', d: list.map(function (row) {
      return row[L.oldest] ? 'M' + Math.max(LEFT, x(row[0])).toFixed(1) + ' ' + y(row[L.oldest]).toFixed(1) + 'H' + Math.min(width - RIGHT, Math.max(x(row[0] + row[1]), x(row[0]) + 1)).toFixed(1) : ''; }).join('')}, svg);
    const longest = most(list, function (row) { return row[L.longest]; });
    const oldest = most(list, function (row) { return row[L.oldest]; });
    if (!longest && !(oldest && oldest[L.oldest])) return kept('no wait measured in this time');
    return (longest ? 'the longest was ' + (longest[L.longest] <= 1 ? 'under a tick of the kernel' : millis(longest[L.longest])) + ', taken at ' + time(longest[0]) : 'none was taken')
      + (oldest && oldest[L.oldest] ? '; the oldest seen waiting had waited ' + millis(oldest[L.oldest]) : '') + '. Lines at 1, 3, 7 s: when a refused client comes again';
  });

  band('reads', 'First reads', 80, [['heat', 'connections first read, the darker the more'], ['bad', 'unserved']], function (svg, height) {
    const list = current();
    const reads = list.some(function (row) { return row.reads.length; });
    const unserved = most(list, function (row) { return row[L.unserved]; });
    heat(svg, height, list, 'reads', data.readBounds, 50, 60000, [1000, 10000]);
    if (unserved && unserved[L.unserved]) node('path', {fill: 'var(--bad)', d: list.map(function (row) { return row[L.unserved] ? rect(row, 0, 5) : ''; }).join('')}, svg);
    if (unserved && unserved[L.unserved]) {
      const text = 'unserved: ' + count(unserved[L.unserved]);
      node('text', {x: Math.max(LEFT, Math.min(x(unserved[0]) + 2, width - RIGHT - wide(text))), y: 17, class: 'bad'}, svg, text);
    }
    if (!reads && !(unserved && unserved[L.unserved])) return 'not known, or none in this time';
    const slow = most(list.filter(function (row) { return row.reads.length; }), function (row) { return row.reads[row.reads.length - 1][0]; });
    const bucket = slow && slow.reads[slow.reads.length - 1][0];
    const slowest = !slow ? '' : bucket === 0 ? 'all within 100 ms' : 'the slowest after ' + (data.readBounds[bucket] === null ? 'more than 30 s' : 'up to ' + millis(data.readBounds[bucket])) + ', at ' + time(slow[0]);
    return slowest + (unserved && unserved[L.unserved] ? (slowest ? '; ' : '') + 'at most ' + plural(unserved[L.unserved], 'connection', 'connections') + ' unserved, at ' + time(unserved[0]) : '');
  });

  // In a word or two, what the acceptor did in an interval; empty where that is not known.
  function doing(row) {
    if (row[L.acceptor] !== null) return ACCEPTOR_WORDS[row[L.acceptor]].replace(/^is /, '') + (row[L.place] === null ? '' : ': ' + data.places[row[L.place]]);
    if (!row[L.looks]) return '';
    return row[L.outside] ? 'elsewhere in some samples' : ACCEPTOR_WORDS[0];
  }

  band('acceptor', 'The acceptor', 48, [['wait', 'waits for connections'], ['busy', 'runs other code'], ['blocked', 'blocked by a lock'], ['else', 'waits for something else'], ['ended', 'has ended']], function (svg, height) {
    const list = current();
    const paths = {};
    const places = {};
    list.forEach(function (row) {
      if (row[L.acceptor] !== null) {
        const kind = ACCEPTOR[row[L.acceptor]];
        paths[kind] = (paths[kind] || '') + rect(row, 4, height - 20);
        if (row[L.place] !== null) places[row[L.place]] = (places[row[L.place]] || 0) + row[1];
      } else if (row[L.looks]) {
        const busy = Math.min(1, row[L.outside] / row[L.looks]) * (height - 20);
        paths.wait = (paths.wait || '') + rect(row, 4, height - 20 - busy);
        if (busy) paths.busy = (paths.busy || '') + rect(row, height - 16 - busy, busy);
      }
    });
    for (const kind in paths) node('path', {fill: 'var(--' + kind + ')', d: paths[kind]}, svg);
    // What it did, and where, below each time in which that was the same.
    const runs = [];
    list.forEach(function (row) {
      const text = doing(row), before = runs[runs.length - 1];
      if (!text) return;
      if (before && before.text === text && row[0] <= before.to + before.length) Object.assign(before, {to: row[0] + row[1], length: row[1]});
      else runs.push({text: text, from: row[0], to: row[0] + row[1], length: row[1]});
    });
    runs.forEach(function (run, i) {
      const left = Math.max(LEFT, x(run.from)) + 3;
      const end = i + 1 < runs.length ? x(runs[i + 1].from) - 6 : width - RIGHT;
      const place = run.text.split(': ')[1];
      const text = wide(run.text) <= end - left ? run.text : cut(place || run.text, end - left);
      if (text) node('text', {x: left, y: height - 3}, svg, text);
    });
    const sampled = list.filter(function (row) { return row[L.acceptor] !== null; });
    const looks = sum(list, L.looks), outside = sum(list, L.outside);
    const often = Object.keys(places).sort(function (a, b) { return places[b] - places[a]; })[0];
    const words = [];
    if (looks) words.push('not where it waits for connections in ' + Math.round(100 * outside / looks) + ' % of ' + count(looks) + ' samples');
    if (sampled.length) {
      const times = {};
      sampled.forEach(function (row) { times[row[L.acceptor]] = (times[row[L.acceptor]] || 0) + row[1]; });
      const state = Object.keys(times).sort(function (a, b) { return times[b] - times[a]; })[0];
      words.push('when it was sampled it mostly ' + ACCEPTOR_WORDS[state].replace(/^is /, 'was ').replace(/^waits/, 'waited').replace(/^runs/, 'ran').replace(/^has /, 'had ') + (often === undefined || ACCEPTOR[state] === 'ended' ? '' : ', in ' + data.places[often]));
    }
    return words.join('; ') || kept('not sampled, because nothing waited for long');
  });

  // A lane for each, so that no colour is needed to tell them apart.
  band('process', 'Pauses, CPU and descriptors, of the whole process', 0, [], function (svg) {
    const LANE = 36, BAR = 16, LINE = 16;
    const list = seen(host);
    if (!list.length) { resize(svg, 4); return kept(''); }
    function share(row, at) { return row[at] ? Math.min(1, row[at] / 1000 / row[1]) : 0; }
    function known(at) { return list.some(function (row) { return row[at] !== null && row[at] !== undefined; }); }
    function worst(at) { const row = most(list, function (each) { return each[at]; }); return row && row[at] ? row : null; }
    const lanes = [];
    function lane(colour, words, of) { lanes.push({colour: colour, words: words, of: of}); }
    // A poll that is late says that all of it stood still, whatever the reason; a little late is usual.
    const late = worst(H.late);
    lane('ended', late && late[H.late] >= 100 ? 'stood still for up to ' + millis(late[H.late]) + ', at ' + time(late[0]) + ' (a poll was late)' : 'did not stand still: no poll was 100 ms late',
      function (row) { return row[H.late] >= 100 ? share(row, H.late) : 0; });
    if (known(H.safepoint)) {
      const paused = worst(H.safepoint);
      lane('safepoint', paused ? 'at safepoints for up to ' + millis(paused[H.safepoint]) + ' within ' + millis(paused[1] * 1000) + ', at ' + time(paused[0]) : 'no time at safepoints', function (row) { return share(row, H.safepoint); });
    }
    if (known(H.gc)) lane('gc', sum(list, H.gc) ? 'the collector took ' + millis(sum(list, H.gc)) + ', up to ' + millis(worst(H.gc)[H.gc]) + ' within ' + millis(worst(H.gc)[1] * 1000) : 'no garbage collection', function (row) { return share(row, H.gc); });
    if (sum(list, H.quota)) {
      const throttled = sum(list, H.throttled);
      lane('throttle', throttled ? 'throttled by the CPU quota in ' + count(throttled) + ' of ' + plural(sum(list, H.quota), 'period', 'periods') : 'not throttled by the CPU quota', function (row) { return row[H.throttled] ? row[H.throttled] / row[H.quota] : 0; });
    }
    if (known(H.delay)) {
      const delay = worst(H.delay);
      lane('throttle', delay ? 'the agent’s thread waited for a CPU for up to ' + millis(delay[H.delay]) + ' within ' + millis(delay[1] * 1000) : 'the agent’s thread did not wait for a CPU', function (row) { return share(row, H.delay); });
    }
    if (known(H.pressure)) {
      const pressed = worst(H.pressure);
      lane('pressure', pressed ? 'some task of the host waited for a CPU in up to ' + Math.round(100 * share(pressed, H.pressure)) + ' % of the time' : 'no task of the host waited for a CPU', function (row) { return share(row, H.pressure); });
    }
    if (sum(list, H.stolen)) lane('pressure', 'the hypervisor took ' + millis(sum(list, H.stolen)) + ' of CPU time', function (row) { return share(row, H.stolen); });
    const used = worst(H.fds);
    if (used) lane('queue', 'at most ' + plural(used[H.fds], 'descriptor', 'descriptors') + (used[H.fdLimit] ? ' of ' + count(used[H.fdLimit]) : ''), function (row) { return row[H.fdLimit] ? Math.min(1, row[H.fds] / row[H.fdLimit]) : 0; });
    // What never reaches one percent needs no lane, only its words.
    const drawn = lanes.filter(function (each) { return list.some(function (row) { return each.of(row) >= .01; }); });
    const others = lanes.filter(function (each) { return drawn.indexOf(each) < 0; });
    resize(svg, drawn.length * LANE + others.length * LINE + 4);
    drawn.forEach(function (each, i) {
      const bottom = (i + 1) * LANE;
      node('text', {x: LEFT, y: bottom - BAR - 5}, svg, cut(each.words, width - LEFT - RIGHT));
      node('text', {x: LEFT - 5, y: bottom - BAR + 9, 'text-anchor': 'end'}, svg, '100 %');
      node('rect', {x: LEFT, y: bottom - BAR, width: width - RIGHT - LEFT, height: BAR, class: 'lane'}, svg);
      node('path', {fill: 'var(--' + each.colour + ')', d: list.map(function (row) { const s = each.of(row); return s ? rect(row, bottom - Math.max(1, s * BAR), Math.max(1, s * BAR)) : ''; }).join('')}, svg);
    });
    others.forEach(function (each, i) {
      node('text', {x: LEFT, y: drawn.length * LANE + (i + 1) * LINE - 2}, svg, cut(each.words, width - LEFT - RIGHT));
    });
    return lanes.map(function (each) { return each.words; }).join('; ');
  });

  band('accepts', 'Accepts a second', 80, [['good', 'of this listener']], function (svg, height) {
    const list = current();
    const top = most(list, function (row) { return row[L.accepts] === null ? null : row[L.accepts] / row[1]; });
    if (!top) return kept(listeners.length ? 'none, or not seen, in this time' : 'none');
    const y = scale(svg, height, Math.max(1, top[L.accepts] / top[1] * 1.08));
    node('path', {fill: 'var(--good)', d: list.map(function (row) { return row[L.accepts] ? rect(row, y(row[L.accepts] / row[1]), height - 4 - y(row[L.accepts] / row[1])) : ''; }).join('')}, svg);
    return 'at most ' + count(top[L.accepts] / top[1]) + ', at ' + time(top[0]) + '; ' + count(sum(list, L.accepts)) + ' in this time';
  });

  band('axis', 'Time', 22, [], function (svg) {
    const span = view.to - view.from;
    const step = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400, 21600].find(function (each) { return span / each <= Math.max(2, (width - LEFT) / 90); }) || 43200;
    const offset = local(view.from) - view.from;
    for (let t = Math.ceil((view.from + offset) / step) * step - offset; t <= view.to; t += step) {
      node('path', {class: 'grid', d: 'M' + x(t) + ' 0v5'}, svg);
      node('text', {x: Math.min(x(t), width - 26), y: 17, 'text-anchor': 'middle'}, svg, step >= 60 ? time(t).slice(0, 5) : time(t));
    }
    return day(view.from) + ' to ' + day(view.to) + ', ' + zone;
  });

  function draw() {
    width = printing ? PRINTED : Math.max(320, bands.clientWidth);
    document.getElementById('shown').textContent = listeners.length ? 'On one time axis: ' + listeners[view.listener].name : 'On one time axis';
    all.forEach(function (each) { each(); });
    document.querySelectorAll('[data-span]').forEach(function (button) {
      const span = Number(button.dataset.span);
      button.setAttribute('aria-pressed', String(span === 0 ? view.from === first && view.to === last : view.to === last && Math.round(view.to - view.from) === span));
    });
  }
  function show(from, to) {
    const span = Math.min(last - first, Math.max(1, to - from));
    view.from = Math.max(first, Math.min(last - span, from));
    view.to = view.from + span;
    draw();
  }
  function zoom(factor) {
    const middle = (view.from + view.to) / 2, half = (view.to - view.from) / 2 * factor;
    show(middle - half, middle + half);
  }
  function pan(share) {
    const by = (view.to - view.from) * share;
    show(view.from + by, view.to + by);
  }
  function pick(id) {
    const details = document.getElementById(id);
    document.querySelectorAll('.picked').forEach(function (each) { each.classList.remove('picked'); });
    details.open = true;
    details.classList.add('picked');
    details.querySelector('summary').focus();
    details.scrollIntoView({block: 'nearest'});
  }

  const choice = document.getElementById('listener');
  listeners.forEach(function (each, i) {
    const option = document.createElement('option');
    option.value = i;
    option.textContent = each.name;
    choice.append(option);
  });
  choice.addEventListener('change', function () { view.listener = Number(choice.value); draw(); });
  document.querySelectorAll('[data-span]').forEach(function (button) {
    button.addEventListener('click', function () { const span = Number(button.dataset.span); show(span === 0 ? first : last - span, last); });
  });
  document.querySelectorAll('[data-zoom]').forEach(function (button) { button.addEventListener('click', function () { zoom(Number(button.dataset.zoom)); }); });
  document.querySelectorAll('[data-pan]').forEach(function (button) { button.addEventListener('click', function () { pan(Number(button.dataset.pan)); }); });
  document.querySelectorAll('[data-incident]').forEach(function (button) {
    button.addEventListener('click', function () {
      const each = data.incidents.find(function (one) { return one.id === button.dataset.incident; });
      const listener = listeners.findIndex(function (one) { return one.name === each.subject; });
      if (listener >= 0) { view.listener = listener; choice.value = String(listener); }
      const margin = Math.max(5, (each.end - each.start) * .5);
      show(each.start - margin, each.end + margin);
      bands.scrollIntoView({block: 'start'});
      bands.focus({preventScroll: true});
    });
  });

  // Read what was at a time: by the mouse, by touch, or by the arrow keys.
  const cursor = document.getElementById('cursor'), drag = document.getElementById('drag'), at = document.getElementById('at');
  let cursorAt = null;
  function put(seconds) {
    cursorAt = Math.max(view.from, Math.min(view.to, seconds));
    cursor.style.left = x(cursorAt) + 'px';
    cursor.style.display = 'block';
    const inside = function (row) { return row[0] <= cursorAt && cursorAt < row[0] + row[1]; };
    const row = current().find(inside), process = seen(host).find(inside);
    const words = [day(row ? row[0] : cursorAt)];
    if (row) {
      if (row[L.queue] !== null) words.push('queue ' + row[L.queue] + (row[L.limit] === null ? '' : ' of ' + row[L.limit]));
      if (row[L.accepts] !== null) words.push(count(row[L.accepts] / row[1]) + ' accepts/s');
      if (row[L.longest]) words.push('longest wait ' + millis(row[L.longest]));
      if (row[L.oldest]) words.push('oldest waiting ' + millis(row[L.oldest]));
      if (row[L.overflows]) words.push(plural(row[L.overflows], 'packet', 'packets') + ' refused');
      if (row[L.unserved]) words.push(row[L.unserved] + ' unserved');
      if (row[L.acceptor] !== null) words.push('the acceptor ' + ACCEPTOR_WORDS[row[L.acceptor]] + (row[L.place] === null ? '' : ' in ' + data.places[row[L.place]]));
    } else words.push('this listener was idle');
    if (process && process[H.safepoint]) words.push(millis(process[H.safepoint]) + ' at safepoints');
    at.textContent = words.join(' · ');
  }
  function secondsAt(event) {
    const box = bands.getBoundingClientRect();
    return view.from + (event.clientX - box.left - LEFT) / (box.width - LEFT - RIGHT) * (view.to - view.from);
  }
  let dragFrom = null;
  bands.addEventListener('pointermove', function (event) {
    put(secondsAt(event));
    if (dragFrom !== null) {
      const a = x(Math.max(view.from, Math.min(dragFrom, cursorAt))), b = x(Math.min(view.to, Math.max(dragFrom, cursorAt)));
      drag.style.display = 'block';
      drag.style.left = a + 'px';
      drag.style.width = b - a + 'px';
    }
  });
  bands.addEventListener('pointerdown', function (event) { if (event.pointerType === 'mouse' && event.button === 0 && !event.target.closest('[role=button]')) { dragFrom = secondsAt(event); event.preventDefault(); bands.focus({preventScroll: true}); } });
  addEventListener('pointerup', function (event) {
    if (dragFrom === null) return;
    const from = dragFrom, to = secondsAt(event);
    dragFrom = null;
    drag.style.display = 'none';
    if (Math.abs(x(to) - x(from)) > 6) show(Math.min(from, to), Math.max(from, to));
  });
  bands.addEventListener('dblclick', function () { show(first, last); });
  bands.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== bands) return;
    const step = (view.to - view.from) / 60;
    const now = cursorAt === null ? view.from : cursorAt;
    if (event.key === '+' || event.key === '=') zoom(.5);
    else if (event.key === '-') zoom(2);
    else if (event.key === '0') show(first, last);
    else if (event.key === 'ArrowLeft') event.shiftKey ? pan(-.25) : put(now - step);
    else if (event.key === 'ArrowRight') event.shiftKey ? pan(.25) : put(now + step);
    else return;
    event.preventDefault();
  });
  addEventListener('resize', draw);
  // Paper has no clicks: all is open, and as wide as a page.
  let closed = [];
  addEventListener('beforeprint', function () {
    if (printing) return;
    closed = Array.from(document.querySelectorAll('details:not([open])'));
    closed.forEach(function (each) { each.open = true; });
    printing = true;
    draw();
  });
  addEventListener('afterprint', function () {
    closed.forEach(function (each) { each.open = false; });
    printing = false;
    draw();
  });
  if (location.hash && data.incidents.some(function (each) { return '#' + each.id === location.hash; })) pick(location.hash.slice(1));
  draw();
})();
