document.addEventListener("DOMContentLoaded", () => {
  for (const badge of document.querySelectorAll("a.collection-item span.new.badge")) {
    badge.addEventListener("click", (event) => {
      if (badge.dataset.url) window.location = badge.dataset.url;
      event.preventDefault();
      event.stopPropagation();
    });
  }
});
