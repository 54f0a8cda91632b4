// How the reader likes pages to look, set before anything is painted. What the buttons do is in aids.js.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("has-script");
  ["large", "contrast"].forEach(function (look) {
    try {
      if (localStorage.getItem("look-" + look) === "1") root.classList.add("look-" + look);
    } catch {
      // The browser keeps nothing for this site: pages look as they always do.
    }
  });
})();
