// The search of a site that stands alone (issues.search.portable.py): what issues/search/query.py finds, in its
// order and with its passages, from texts that the browser keeps. Addresses are those of the server's search page.
(() => {
  "use strict";

  const sheet = document.querySelector("[data-search]");
  const form = sheet.querySelector(".search-form");
  const input = form.elements.q;
  const above = sheet.querySelector(".search-above");
  const count = sheet.querySelector(".search-count");
  const found = sheet.querySelector(".search-found");
  const LABELS = { publication: "刊物", year: "年份", section: "栏目", unit: "单位" };
  const NOTHING_ASKED = "输入要查的词、人名、单位或文号，只写一个字也可以。";
  const ONLY_MARKS = "请写上要查的文字；只有标点符号查不到。";
  const LONGEST_NAME = 400;
  let library = null;

  // ---- what the site says ----

  async function fetchJson(name) {
    const answer = await fetch(new URL(name, new URL(sheet.dataset.search, location.href)));
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    return answer.json();
  }

  async function loadLibrary(tell) {
    const index = await fetchJson("");
    tell(0, index.size);
    let done = 0;
    const parts = index.parts.map(async (name) => {
      const part = await fetchJson(name);
      done += 1;
      tell(done / index.parts.length, index.size);
      return part;
    });
    const letters = readLetters(await fetchJson(index.letters));
    const articles = [];
    for (const part of await Promise.all(parts)) {
      for (const [issue, n, section, units, title, body] of part.articles) {
        const [slug, year, number, publication, label, date] = part.issues[issue];
        articles.push({
          slug, year, number, publication, label, date, n, section, units, title, body,
          foldedTitle: letters.fold(title),
          foldedBody: letters.fold(body),
        });
      }
    }
    return { ...index, ...letters, articles };
  }

  // ---- letters, as grams.py has them ----

  function readLetters(table) {
    const into = new Map();
    Array.from(table.from).forEach((letter, at) => into.set(letter, table.to[at]));
    const starts = [];
    const ends = [];
    let code = 0;
    for (let at = 0; at < table.letters.length; at += 2) {
      starts.push(code + table.letters[at]);
      code += table.letters[at] + table.letters[at + 1];
      ends.push(code);
    }
    const foldOne = (letter) => into.has(letter) ? into.get(letter) : letter;

    function isLetter(letter) {
      const sought = letter.codePointAt(0);
      let low = 0;
      let high = starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (ends[middle] <= sought) low = middle + 1;
        else high = middle;
      }
      return low < starts.length && starts[low] <= sought;
    }

    return {
      foldOne,
      isLetter,
      // Chinese characters, small letters and digits stay as they are: only the others are looked up.
      fold: (text) => text.replace(/[^a-z0-9\u4e00-\u9fa5]/gu, foldOne),
      hasLetter: (character) => Array.from(foldOne(character)).some(isLetter),
    };
  }

  // `origins[i]` is the character that the i-th unit of the folded text came from.
  function foldWithOrigins(characters) {
    let text = "";
    const origins = [];
    characters.forEach((character, at) => {
      const folded = library.foldOne(character);
      text += folded;
      for (let unit = 0; unit < folded.length; unit += 1) origins.push(at);
    });
    return { text, origins };
  }

  function cutQuestion(question) {
    const characters = Array.from(question);
    const start = Math.max(0, characters.findIndex(library.hasLetter));
    const kept = characters.slice(start, start + library.question);
    const isLong = kept.some(library.hasLetter) && characters.slice(start + library.question).some(library.hasLetter);
    return { kept: kept.join(""), isLong, length: characters.length };
  }

  function readTerms(text) {
    const spaced = Array.from(library.fold(text), (letter) => library.isLetter(letter) ? letter : " ").join("");
    return [...new Set(spaced.split(" ").filter(Boolean))];
  }

  // ---- what is asked, and what is found ----

  function readAddress() {
    const values = new URLSearchParams(location.search);
    const clean = (name) => (values.getAll(name).pop() || "").replace(/[\p{Cc}\p{Cn}\p{Cs}]/gu, " ");
    const asked = { q: clean("q").trim() };
    for (const name of Object.keys(LABELS)) asked[name] = Array.from(clean(name)).slice(0, LONGEST_NAME).join("");
    if (!/^[0-9]{4}$/.test(asked.year)) asked.year = "";
    const page = values.getAll("page").pop() || "";
    return { asked, page: /^[0-9]{1,5}$/.test(page) ? Number(page) : 1 };
  }

  function address(asked, changes) {
    const values = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...asked, ...changes })) if (value) values.set(name, value);
    return `?${values}`;
  }

  function lookThrough(terms, asked) {
    const isIn = (text) => terms.every((term) => text.includes(term));
    const newest = [];
    for (const article of library.articles) {
      if (asked.publication && article.slug !== asked.publication) continue;
      if (asked.year && article.year !== Number(asked.year)) continue;
      if (asked.section && article.section !== asked.section) continue;
      if (asked.unit && !article.units.includes(asked.unit)) continue;
      if (!terms.every((term) => article.foldedTitle.includes(term) || article.foldedBody.includes(term))) continue;
      newest.push(article);
      if (newest.length > library.most) break;
    }
    const shown = newest.slice(0, library.most);
    const inTitle = shown.filter((article) => isIn(article.foldedTitle));
    const elsewhere = shown.filter((article) => !isIn(article.foldedTitle));
    return { hits: [...inTitle, ...elsewhere], isCut: newest.length > library.most };
  }

  function readFacets(hits, asked) {
    const order = new Map(library.articles.map((article, at) => [article, at]));
    const counted = [...hits].sort((one, other) => order.get(one) - order.get(other)).slice(0, library.counted);
    const isAll = counted.length === hits.length;
    const names = new Map();
    const counts = { publication: new Map(), year: new Map(), section: new Map(), unit: new Map() };
    const add = (kind, value) => counts[kind].set(value, (counts[kind].get(value) || 0) + 1);
    for (const article of counted) {
      if (!names.has(article.slug)) names.set(article.slug, article.publication);
      add("publication", article.slug);
      add("year", article.year);
      if (article.section) add("section", article.section);
      for (const unit of article.units) add("unit", unit);
    }
    if (!isAll) for (const year of library.years) if (!counts.year.has(year)) counts.year.set(year, 0);
    return Object.keys(LABELS)
      .filter((kind) => !asked[kind] && counts[kind].size > 1)
      .map((kind) => {
        const values = [...counts[kind]];
        if (kind === "year") values.sort((one, other) => other[0] - one[0]);
        else {
          values.sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
          values.length = Math.min(values.length, library.choices);
        }
        const label = (value) => kind === "year" ? `${value}年` : kind === "publication" ? names.get(value) : value;
        return { kind, choices: values.map(([value, n]) => [String(value), label(value), isAll ? n : null]) };
      });
  }

  // ---- the page, as templates/public/search.html has it ----

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function marked(characters, terms) {
    const { text, origins } = foldWithOrigins(characters);
    const isHit = new Array(characters.length).fill(false);
    for (const term of terms) {
      for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
        for (let unit = at; unit < at + term.length; unit += 1) isHit[origins[unit]] = true;
      }
    }
    const parts = [];
    for (let start = 0, end = 0; start < characters.length; start = end) {
      while (end < characters.length && isHit[end] === isHit[start]) end += 1;
      const part = characters.slice(start, end).join("");
      parts.push(isHit[start] ? element("mark", {}, part) : part);
    }
    return parts;
  }

  function passage(body, terms) {
    const characters = Array.from(body);
    const { text, origins } = foldWithOrigins(characters);
    const places = terms.map((term) => text.indexOf(term)).filter((at) => at >= 0);
    const first = places.length ? origins[Math.min(...places)] : 0;
    const start = Math.max(0, first - library.before);
    const end = Math.min(characters.length, start + library.snippet);
    const parts = marked(characters.slice(start, end), terms);
    return [...(start ? ["…"] : []), ...parts, ...(end < characters.length ? ["…"] : [])];
  }

  function hitItem(article, terms) {
    const issue = new URL(`${sheet.dataset.site}${article.slug}/${article.year}/${article.number}/`, location.href);
    const place = element(
      "p", { class: "search-place" },
      `${article.publication}　`,
      element("a", { href: issue.pathname }, `${article.year}年${article.label}`),
    );
    if (article.section) place.append(`　【${article.section}】`);
    if (article.date) {
      const [year, month, day] = article.date.split("-").map(Number);
      place.append("　", element("time", { datetime: article.date }, `${year}年${month}月${day}日`));
    }
    const link = element("a", { href: `${issue.pathname}${article.n}/` }, ...marked(Array.from(article.title), terms));
    return element(
      "li", {},
      element("h2", {}, link),
      element("p", { class: "search-snippet" }, ...passage(article.body, terms)),
      place,
    );
  }

  function chosenList(asked, hits) {
    const items = Object.keys(LABELS).filter((kind) => asked[kind]).map((kind) => {
      let shown = asked[kind];
      if (kind === "year") shown += "年";
      if (kind === "publication") {
        const known = hits[0] || library.articles.find((article) => article.slug === shown);
        if (known) shown = known.publication;
      }
      const without = element("a", { href: address(asked, { [kind]: "" }) }, `不限${LABELS[kind]}`);
      return element("li", {}, element("span", {}, `${LABELS[kind]}：${shown}`), " ", without);
    });
    return items.length ? [element("ul", { class: "search-chosen", "aria-label": "已限定" }, ...items)] : [];
  }

  function facetBox(facets, asked) {
    if (!facets.length) return [];
    const rows = facets.map(({ kind, choices }) => {
      const links = element("dd", {});
      for (const [value, label, n] of choices) {
        const link = element("a", { href: address(asked, { [kind]: value }) }, label);
        if (n !== null) link.append(element("span", {}, `（${n}）`));
        links.append(link, " ");
      }
      return element("div", {}, element("dt", {}, LABELS[kind]), links);
    });
    const summary = element("summary", {}, `缩小范围：${facets.map(({ kind }) => LABELS[kind]).join("、")}`);
    return [element("details", { class: "search-facets" }, summary, element("dl", {}, ...rows))];
  }

  function pageLinks(page, pages, asked) {
    const wanted = [1, pages];
    for (let near = page - 2; near <= page + 2; near += 1) wanted.push(near);
    const shown = [...new Set(wanted)].filter((one) => one >= 1 && one <= pages).sort((one, other) => one - other);
    if (shown.length < 2) return [];
    const links = element("nav", { class: "search-pages", "aria-label": "分页" });
    let before = 0;
    for (const one of shown) {
      if (one > before + 1) links.append(element("span", {}, "…"));
      if (one === page) links.append(element("span", { "aria-current": "page" }, String(one)));
      else links.append(element("a", { href: address(asked, { page: one }) }, String(one)));
      before = one;
    }
    return [links];
  }

  // `terms` are those that nothing has all of; without any, nothing was asked.
  function helpList(terms, isNarrowed) {
    const home = element("a", { href: new URL(sheet.dataset.site, location.href).pathname }, "首页");
    const items = [];
    if (terms.length > 1) {
      const links = terms.flatMap((term) => [element("a", { href: address({ q: term }) }, term), " "]);
      items.push(element("li", {}, "分开查：", ...links));
    }
    if (terms.length) items.push(element("li", {}, "换一个说法，或少写几个字：两个字、一个字、人名、单位名都可以查。"));
    items.push(element("li", {}, "几个词之间加空格，查同时含有它们的稿件。"));
    if (isNarrowed) items.push(element("li", {}, "上面限定了范围，可以点“不限”放宽。"));
    items.push(element("li", {}, "也可以回", home, "，按年份翻阅各期。"));
    return element("ul", { class: "search-help" }, ...items);
  }

  function say(over, text, ...below) {
    above.replaceChildren(...over);
    count.textContent = text;
    found.replaceChildren(...below);
  }

  function show() {
    const { asked, page: wanted } = readAddress();
    const cut = cutQuestion(asked.q);
    if (cut.length > library.question) asked.q = cut.kept;
    const terms = readTerms(cut.kept);
    const notes = [];
    if (cut.isLong) {
      notes.push(element("p", { class: "search-note" }, `检索词太长，只用了前 ${library.question} 个字。`));
    }
    fillForm(asked);
    if (!terms.length) {
      document.title = asked.q ? `“${asked.q}”的搜索结果` : "搜索";
      say([...notes, ...chosenList(asked, [])], asked.q ? ONLY_MARKS : NOTHING_ASKED, helpList([], false));
      return;
    }
    const { hits, isCut } = lookThrough(terms, asked);
    const pages = Math.ceil(hits.length / library.page);
    const page = Math.min(Math.max(wanted, 1), Math.max(pages, 1));
    const start = (page - 1) * library.page;
    const shown = hits.slice(start, start + library.page);
    const chosen = chosenList(asked, shown);
    document.title = `“${asked.q}”的搜索结果：${hits.length} 篇`;
    if (!hits.length) {
      const words = terms.map((term) => `含“${term}”`).join("并且");
      say([...notes, ...chosen], `没有找到${words}的稿件。`, helpList(terms, chosen.length > 0));
      return;
    }
    say(
      [...notes, ...chosen],
      countText(asked.q, hits.length, isCut, page, pages),
      ...(hits.length > 1 ? facetBox(readFacets(hits, asked), asked) : []),
      element("ol", { class: "search-hits", start: start + 1 }, ...shown.map((article) => hitItem(article, terms))),
      ...pageLinks(page, pages, asked),
    );
  }

  function countText(question, n, isCut, page, pages) {
    const what = isCut
      ? `含“${question}”的稿件很多，这里列出最新的 ${library.most} 篇`
      : `找到 ${n} 篇`;
    const turned = pages > 1 ? `，第 ${page} 页，共 ${pages} 页` : "";
    const more = isCut ? "想看更早的，请限定年份，或再加一个词。" : "";
    return `${what}${turned}。标题里有的排在前面，其次是新的。${more}`;
  }

  function fillForm(asked) {
    input.value = asked.q;
    for (const hidden of form.querySelectorAll("input[type=hidden]")) hidden.remove();
    for (const kind of Object.keys(LABELS)) {
      if (asked[kind]) form.append(element("input", { type: "hidden", name: kind, value: asked[kind] }));
    }
  }

  function tellLoading(share, size) {
    const megabytes = (size / 1e6).toFixed(1);
    say([], `正在取来全部稿件的文字（约 ${megabytes} MB），已取 ${Math.round(share * 100)}%。取一次后浏览器会留着，以后就快了。`);
  }

  async function answer() {
    const { asked } = readAddress();
    if (!library && !Object.values(asked).some(Boolean)) {
      fillForm(asked);
      say([], NOTHING_ASKED, helpList([], false));
      return;
    }
    if (!library) {
      input.value = asked.q;
      say([], "正在搜索……");
      sheet.setAttribute("aria-busy", "true");
      try {
        library = await loadLibrary(tellLoading);
      } catch (error) {
        console.error(error);
        say([], "没有取到搜索用的文件。请检查网络，再重新打开本页。");
        return;
      } finally {
        sheet.removeAttribute("aria-busy");
      }
    }
    show();
  }

  function go(target) {
    history.pushState(null, "", target);
    return answer();
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(`?${new URLSearchParams(new FormData(form))}`);
  });
  sheet.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='?']");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    // What was clicked is gone; whoever uses the keyboard or listens goes on from the count.
    go(link.getAttribute("href")).then(() => {
      count.focus();
      window.scrollTo(0, 0);
    });
  });
  window.addEventListener("popstate", answer);
  answer();
})();
