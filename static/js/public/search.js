// The search of a site that stands alone: the rules of issues/search/grams.py and query.py, in the browser.
"use strict";

(() => {
  const SNIPPET = 90;
  const BEFORE = 24;
  const NAMES = { publication: "刊物", year: "年份", section: "栏目", unit: "单位" };
  const known = new Map();
  let index = null;

  function foldOne(character) {
    let folded = known.get(character);
    if (folded === undefined) {
      folded = index.folds[character] ?? character.normalize("NFKC").toLowerCase();
      known.set(character, folded);
    }
    return folded;
  }

  // The folded text, and for each of its units which character it came from.
  function fold(characters) {
    const origins = [];
    let text = "";
    characters.forEach((character, at) => {
      const folded = foldOne(character);
      for (let i = 0; i < folded.length; i += 1) {
        origins.push(at);
      }
      text += folded;
    });
    return { text, origins };
  }

  function runs(text) {
    return text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  }

  function printable(text) {
    return text.replace(/[\p{C}\p{Z}]/gu, " ").trim();
  }

  function readQuestion(question) {
    return [...new Set(runs(fold(Array.from(question).slice(0, index.longest)).text))];
  }

  function prepare(entry) {
    if (entry.titleRuns === undefined) {
      entry.titleRuns = runs(fold(Array.from(entry.title)).text).join(" ");
      entry.bodyRuns = runs(fold(Array.from(entry.body)).text).join(" ");
    }
  }

  function isAmong(entry, filters) {
    return (
      (!filters.publication || entry.slug === filters.publication) &&
      (!/^[0-9]{4}$/.test(filters.year || "") || entry.year === Number(filters.year)) &&
      (!filters.section || entry.section === filters.section) &&
      (!filters.unit || entry.units.includes(filters.unit))
    );
  }

  // All that has every run of the question; first what has them in its title, the newest first in both.
  function find(question, filters) {
    const terms = readQuestion(printable(question));
    const inTitle = [];
    const others = [];
    for (const entry of terms.length ? index.entries : []) {
      if (!isAmong(entry, filters)) {
        continue;
      }
      prepare(entry);
      if (terms.every((term) => entry.titleRuns.includes(term))) {
        inTitle.push(entry);
      } else if (terms.every((term) => entry.titleRuns.includes(term) || entry.bodyRuns.includes(term))) {
        others.push(entry);
      }
    }
    return { terms, hits: inTitle.concat(others) };
  }

  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
      element.setAttribute(attribute, value);
    }
    element.append(...children);
    return element;
  }

  function marked(characters, terms) {
    const folded = fold(characters);
    const hit = new Array(characters.length).fill(false);
    for (const term of terms) {
      for (let at = folded.text.indexOf(term); at >= 0; at = folded.text.indexOf(term, at + 1)) {
        for (let unit = at; unit < at + term.length; unit += 1) {
          hit[folded.origins[unit]] = true;
        }
      }
    }
    const parts = [];
    for (let start = 0, end; start < characters.length; start = end) {
      end = start;
      while (end < characters.length && hit[end] === hit[start]) {
        end += 1;
      }
      const text = characters.slice(start, end).join("");
      parts.push(hit[start] ? make("mark", {}, text) : text);
    }
    return parts;
  }

  function snippet(entry, terms) {
    const body = Array.from(entry.body);
    const folded = fold(body);
    const places = terms.map((term) => folded.text.indexOf(term)).filter((at) => at >= 0);
    const first = places.length ? folded.origins[Math.min(...places)] : 0;
    const start = Math.max(0, first - BEFORE);
    const end = Math.min(body.length, start + SNIPPET);
    return [start ? "…" : "", ...marked(body.slice(start, end), terms), end < body.length ? "…" : ""];
  }

  function address(question, filters, changes) {
    const values = new URLSearchParams();
    for (const [name, value] of Object.entries({ q: question, ...filters, ...changes })) {
      if (value) {
        values.set(name, value);
      }
    }
    return `?${values}`;
  }

  function line(entry, terms) {
    const title = make("a", { href: `${entry.issue}${entry.n}/` }, ...marked(Array.from(entry.title), terms));
    const place = make("p", { class: "search-place" }, `${entry.publication}　`);
    place.append(make("a", { href: entry.issue }, entry.label));
    if (entry.section) {
      place.append(`　【${entry.section}】`);
    }
    if (entry.date) {
      const [year, month, day] = entry.date.split("-").map(Number);
      place.append("　", make("time", { datetime: entry.date }, `${year}年${month}月${day}日`));
    }
    const passage = make("p", { class: "search-snippet" }, ...snippet(entry, terms));
    return make("li", {}, make("h2", {}, title), passage, place);
  }

  function links(question, filters, page, pages) {
    const wanted = [1, pages, page - 2, page - 1, page, page + 1, page + 2];
    const shown = [...new Set(wanted)].filter((one) => one >= 1 && one <= pages).sort((a, b) => a - b);
    const nav = make("nav", { class: "search-pages", "aria-label": "分页" });
    let before = 0;
    for (const one of shown) {
      if (one > before + 1) {
        nav.append(make("span", {}, "…"));
      }
      const href = address(question, filters, { page: one });
      nav.append(one === page ? make("span", { "aria-current": "page" }, one) : make("a", { href }, one));
      before = one;
    }
    return nav;
  }

  function chips(question, filters, hits) {
    const chosen = Object.entries(filters).filter(([, value]) => value);
    const list = make("ul", { class: "search-chosen", "aria-label": "已限定" });
    for (const [name, value] of chosen) {
      const shown = name === "publication" && hits.length ? hits[0].publication : value;
      const without = make("a", { href: address(question, filters, { [name]: "" }) }, `不限${NAMES[name]}`);
      list.append(make("li", {}, make("span", {}, `${NAMES[name]}：${shown}`), " ", without));
    }
    return chosen.length ? [list] : [];
  }

  function show(place, question, filters, wanted) {
    const { terms, hits } = find(question, filters);
    const pages = Math.max(1, Math.ceil(hits.length / index.page));
    const page = Math.min(Math.max(wanted, 1), pages);
    const parts = chips(question, filters, hits);
    const say = (text) => parts.push(make("p", { class: "search-count", role: "status" }, text));
    if (hits.length) {
      const where = pages > 1 ? `，第 ${page} 页，共 ${pages} 页` : "";
      say(`找到 ${hits.length} 篇${where}。标题里有的排在前面，其次是新的。`);
      const first = (page - 1) * index.page;
      const lines = hits.slice(first, first + index.page).map((entry) => line(entry, terms));
      parts.push(make("ol", { class: "search-hits", start: first + 1 }, ...lines));
      if (pages > 1) {
        parts.push(links(question, filters, page, pages));
      }
    } else if (terms.length) {
      say(`没有找到${terms.map((term) => `含“${term}”`).join("并且")}的稿件。`);
      const help = make("ul", { class: "search-help" });
      help.append(make("li", {}, "换一个说法，或少写几个字：两个字、一个字、人名、单位名都可以查。"));
      help.append(make("li", {}, "几个词之间加空格，查同时含有它们的稿件。"));
      parts.push(help);
    } else if (question) {
      say("请写上要查的文字；只有标点符号查不到。");
    } else {
      say("输入要查的词、人名、单位或文号，只写一个字也可以。");
    }
    place.replaceChildren(...parts);
  }

  async function start() {
    const place = document.getElementById("found");
    const asked = new URLSearchParams(location.search);
    const question = printable(asked.get("q") || "");
    const filters = {};
    for (const name of Object.keys(NAMES)) {
      filters[name] = printable(asked.get(name) || "");
    }
    document.getElementById("q").value = question;
    place.replaceChildren(make("p", { class: "search-count", role: "status" }, "正在搜索……"));
    try {
      const answer = await fetch(place.dataset.index);
      if (!answer.ok) {
        throw new TypeError(`${answer.status} for ${place.dataset.index}`);
      }
      index = await answer.json();
    } catch (error) {
      place.textContent = "搜索用的数据没有取到。请刷新页面再试，或回首页按年份翻阅。";
      throw error;
    }
    const page = /^[0-9]{1,5}$/.test(asked.get("page") || "") ? Number(asked.get("page")) : 1;
    show(place, question, filters, page);
    window.bulletinSearch = { find, fold: (text) => fold(Array.from(text)).text, runs };
  }

  start();
})();
