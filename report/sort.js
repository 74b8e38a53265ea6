// A click on the head of a column sorts its table, a second one the other way.
(function () {
    "use strict";
    var next = { "none": "ascending", "descending": "ascending", "ascending": "descending" };

    function value(row, column, number) {
        var cell = row.cells[column];
        if (!number)
            return cell.textContent;
        var text = cell.getAttribute("data-v");
        return text === "" ? NaN : Number(text);
    }

    // What is empty stands last whichever way; equals keep their order.
    function compare(a, b, number, sign) {
        if (number) {
            if (isNaN(a) || isNaN(b))
                return isNaN(a) - isNaN(b);
            return sign * (a - b);
        }
        if (a === "" || b === "")
            return (a === "") - (b === "");
        return sign * a.localeCompare(b, "en", { numeric: true });
    }

    function sort(head) {
        var table = head.closest("table");
        var body = table.tBodies[0];
        var column = head.cellIndex;
        var number = head.classList.contains("n");
        var way = next[head.getAttribute("aria-sort")];
        var sign = way === "ascending" ? 1 : -1;
        var rows = Array.prototype.slice.call(body.rows);
        var keys = new Map(rows.map(function (row) {
            return [row, value(row, column, number)];
        }));

        rows.sort(function (a, b) {
            return compare(keys.get(a), keys.get(b), number, sign);
        });
        rows.forEach(function (row) { body.appendChild(row); });
        Array.prototype.forEach.call(head.parentNode.cells, function (cell) {
            cell.setAttribute("aria-sort", cell === head ? way : "none");
        });
    }

    document.querySelectorAll("th button").forEach(function (button) {
        button.addEventListener("click", function () { sort(button.parentNode); });
    });
}());
